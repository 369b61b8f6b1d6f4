// Package examples holds the shipped example, so that assay init --example can
// write it.
package examples

import "embed"

// FS holds meridian, a cloud health-records service of our own invention.
//
//go:embed all:meridian
var FS embed.FS
