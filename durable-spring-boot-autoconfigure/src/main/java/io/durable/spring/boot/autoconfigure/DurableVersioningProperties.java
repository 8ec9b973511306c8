package io.durable.spring.boot.autoconfigure;

import io.durable.api.Versioning;
import io.durable.api.Versioning.FailureStrategy;
import io.durable.api.Versioning.MatchStrategy;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;

/**
 * Which versions of orchestrations this application starts and runs.
 *
 * @param version The version of this application's orchestrators. By default the default
 * version.
 * @param defaultVersion The version of instances that this application starts without
 * naming one, also of sub-orchestrations. None by default.
 * @param matchStrategy Which versions this application runs. By default its own and older
 * ones if it has a version, and otherwise all.
 * @param failureStrategy What it does with instances of other versions: leave them to
 * another node, or let them fail.
 */
@ConfigurationProperties("durable.versioning")
public record DurableVersioningProperties(@Nullable String version, @Nullable String defaultVersion,
		@Nullable MatchStrategy matchStrategy, @DefaultValue("reject") FailureStrategy failureStrategy) {

	/**
	 * Return the versioning.
	 * @return what the engine and the client go by
	 */
	Versioning versioning() {
		String initial = StringUtils.hasText(this.defaultVersion) ? this.defaultVersion : null;
		String own = StringUtils.hasText(this.version) ? this.version : initial;
		MatchStrategy match = (own != null) ? MatchStrategy.CURRENT_OR_OLDER : MatchStrategy.NONE;
		return new Versioning(own, initial, (this.matchStrategy != null) ? this.matchStrategy : match,
				this.failureStrategy);
	}

}
