// Package policies holds the Rego that assay ships: shared facts in lib, checks
// that no single framework owns in common, and one directory for each family of
// frameworks with its own checks, bindings.yaml and framework.yaml.
package policies

import "embed"

// FS is the tree as shipped, rooted at this directory: *.rego files, tests
// included, and the *.yaml files of the families. Everything here is embedded,
// so that a new check or a new family is a new directory and no Go.
//
//go:embed *
var FS embed.FS
