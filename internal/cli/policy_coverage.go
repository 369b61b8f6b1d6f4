package cli

import (
	"math"

	"github.com/assay-compliance/assay/internal/evaluate"
)

// jsonCoverage is the coverage of Rego tests in the form of opa test --coverage,
// for the tools that read it. Percentages have two decimals, as there.
type jsonCoverage struct {
	Files map[string]jsonFileCoverage `json:"files"`
	jsonCovered
}

type jsonFileCoverage struct {
	Covered    []jsonLines `json:"covered,omitempty"`
	NotCovered []jsonLines `json:"not_covered,omitempty"`
	jsonCovered
}

// jsonCovered counts lines.
type jsonCovered struct {
	Lines   int     `json:"covered_lines"`
	Not     int     `json:"not_covered_lines"`
	Percent float64 `json:"coverage"`
}

// jsonLines is a range of lines, both ends in it.
type jsonLines struct {
	Start jsonRow `json:"start"`
	End   jsonRow `json:"end"`
}

type jsonRow struct {
	Row int `json:"row"`
}

func coverageJSON(list []evaluate.Covered) jsonCoverage {
	out := jsonCoverage{Files: map[string]jsonFileCoverage{}}
	for _, c := range list {
		out.Files[c.File] = jsonFileCoverage{spans(c.Ran), spans(c.Lines), countCovered(len(c.Ran), len(c.Lines))}
		out.Lines += len(c.Ran)
		out.Not += len(c.Lines)
	}
	out.jsonCovered = countCovered(out.Lines, out.Not)
	return out
}

func countCovered(ran, not int) jsonCovered {
	c := jsonCovered{Lines: ran, Not: not, Percent: 100}
	if ran+not > 0 {
		c.Percent = math.Round(10000*float64(ran)/float64(ran+not)) / 100
	}
	return c
}

// spans joins ascending lines to ranges.
func spans(rows []int) []jsonLines {
	var out []jsonLines
	for _, row := range rows {
		if n := len(out); n > 0 && out[n-1].End.Row == row-1 {
			out[n-1].End.Row = row
			continue
		}
		out = append(out, jsonLines{jsonRow{row}, jsonRow{row}})
	}
	return out
}
