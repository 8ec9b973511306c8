package io.durable.spring.boot.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.durable.spring.boot.web.RawHttp.Response;

/**
 * A proxy such as stands in front of many applications: it hands the Host header on and
 * says for whom it asks.
 */
final class ForwardingProxy implements AutoCloseable {

	private final HttpServer server;

	private final RawHttp target;

	private ForwardingProxy(HttpServer server, RawHttp target) {
		this.server = server;
		this.target = target;
	}

	static ForwardingProxy to(int port) throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		ForwardingProxy proxy = new ForwardingProxy(server, new RawHttp("127.0.0.1", port));
		server.createContext("/", proxy::forward);
		server.start();
		return proxy;
	}

	private void forward(HttpExchange exchange) throws IOException {
		Response response = this.target.send(exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(), "",
				"Host: " + exchange.getRequestHeaders().getFirst("Host"),
				"X-Forwarded-For: " + exchange.getRemoteAddress().getAddress().getHostAddress());
		byte[] body = response.body().getBytes();
		exchange.getResponseHeaders().set("Content-Type", response.headers().get("Content-Type"));
		exchange.sendResponseHeaders(response.status(), body.length);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
