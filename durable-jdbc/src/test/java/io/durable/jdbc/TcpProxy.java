package io.durable.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands before a server, and can do to its connections what networks do.
 */
public final class TcpProxy implements AutoCloseable {

	private final String host;

	private final int port;

	private final ServerSocket server;

	private volatile boolean swallowsNew;

	// Guarded by the links
	private boolean heldUp;

	private boolean heldDown;

	private final Set<Link> links = ConcurrentHashMap.newKeySet();

	public TcpProxy(String host, int port) {
		this.host = host;
		this.port = port;
		try {
			this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		start(this::accept, "proxy-accept");
	}

	/**
	 * Put a proxy before the server of a JDBC URL.
	 * @param url the URL
	 * @return the proxy
	 */
	public static TcpProxy before(String url) {
		URI uri = URI.create(url.substring("jdbc:".length()));
		return new TcpProxy(uri.getHost(), uri.getPort());
	}

	/**
	 * Return a JDBC URL that leads through the proxy.
	 * @param url the URL of the server
	 * @return the URL
	 */
	public String through(String url) {
		return url.replace(this.host + ":" + this.port, "localhost:" + this.server.getLocalPort());
	}

	/**
	 * From now on nothing comes through the connections that there are, and nobody is
	 * told.
	 */
	public void swallow() {
		this.links.forEach((link) -> link.swallowed = true);
	}

	/**
	 * Set whether nothing comes through the connections that are opened from now on,
	 * either.
	 * @param swallows whether that is so
	 */
	public void swallowNew(boolean swallows) {
		this.swallowsNew = swallows;
	}

	/**
	 * From now on nothing is taken from the connections that there are.
	 */
	public void takeNothing() {
		this.links.forEach((link) -> link.takesNothing = true);
	}

	/**
	 * Hold back what goes in these directions, of connections old and new, until that is
	 * changed: packets that are lost are sent again.
	 * @param up whether what goes to the server is held back
	 * @param down whether what comes from the server is held back
	 */
	public void hold(boolean up, boolean down) {
		synchronized (this.links) {
			this.heldUp = up;
			this.heldDown = down;
			this.links.notifyAll();
		}
	}

	private void awaitFlow(boolean up) throws IOException {
		synchronized (this.links) {
			while (up ? this.heldUp : this.heldDown) {
				try {
					this.links.wait();
				}
				catch (InterruptedException ex) {
					throw new IOException(ex);
				}
			}
		}
	}

	private void accept() {
		while (!this.server.isClosed()) {
			try {
				Link link = new Link(this.server.accept(), new Socket(this.host, this.port));
				link.swallowed = this.swallowsNew;
				this.links.add(link);
				start(() -> link.copy(link.client, link.target), "proxy-up");
				start(() -> link.copy(link.target, link.client), "proxy-down");
			}
			catch (IOException ex) {
				// Closed, or the server is
			}
		}
	}

	private static void start(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		hold(false, false);
		this.server.close();
		this.links.forEach(Link::close);
	}

	private final class Link {

		private final Socket client;

		private final Socket target;

		private volatile boolean swallowed;

		private volatile boolean takesNothing;

		private Link(Socket client, Socket target) {
			this.client = client;
			this.target = target;
		}

		private void copy(Socket from, Socket to) {
			byte[] buffer = new byte[8192];
			try {
				InputStream input = from.getInputStream();
				OutputStream output = to.getOutputStream();
				for (int length = input.read(buffer); length >= 0; length = input.read(buffer)) {
					if (this.takesNothing) {
						return;
					}
					TcpProxy.this.awaitFlow(from == this.client);
					if (!this.swallowed) {
						output.write(buffer, 0, length);
					}
				}
			}
			catch (IOException ex) {
				// The other side has gone
			}
			finally {
				if (!this.takesNothing) {
					close();
				}
			}
		}

		private void close() {
			TcpProxy.this.links.remove(this);
			try (Socket one = this.client; Socket other = this.target) {
				// Both are closed
			}
			catch (IOException ex) {
				// It was closed already
			}
		}

	}

}
