// Package examples holds the shipped example, so that assay init --example can
// write it.
package examples

import "embed"

// FS holds meridian, a cloud health-records service of our own invention.
//
// The parts are named one by one: results that a run left beside them are none.
//
//go:embed meridian/README.md meridian/assay.yaml meridian/conftest meridian/evidence meridian/fleet meridian/inventory meridian/policies meridian/scans
var FS embed.FS
