package config

import "github.com/assay-compliance/assay/internal/strictyaml"

// Reports says what reports are written with. It changes no verdict.
type Reports struct {
	XLSX XLSX `yaml:"xlsx"`
}

// XLSX is of the report xlsx.
type XLSX struct {
	// Template is the workbook that the plan of action is written into.
	Template strictyaml.At[string] `yaml:"template"`
}
