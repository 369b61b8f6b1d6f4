# METADATA
# title: Hosts
# description: What checks of kind host-config share.
package policies.lib.hosts

# METADATA
# description: the host does not run, so its settings protect nothing and harm nothing
off if input.host.state in {"stopped", "retired"}
