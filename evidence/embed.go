package evidence

import "embed"

// Schemas holds the evidence kinds that come with assay, schemas/<kind>.json,
// and a sample envelope of each, samples/<kind>.json.
//
//go:embed schemas/*.json samples
var Schemas embed.FS
