package main

import (
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"

	"github.com/assay-compliance/assay/internal/report/workbook"
)

// cells writes the texts of a workbook to a file, a line for each cell: cells BOOK FILE.
func cells(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 2, "cells BOOK FILE")
	data, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	lines, err := workbook.Lines(data)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), lines, 0o666))
}

// workbookTemplate writes a workbook with FedRAMP's headings, without those that are
// named, and with a formula that counts the rows: template FILE [HEADING…].
func workbookTemplate(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) >= 1, "template FILE [HEADING…]")
	f := excelize.NewFile()
	defer f.Close()
	left := " " + strings.Join(args[1:], " ") + " "
	var heads []any
	for _, h := range strings.Split("POAM ID|Controls|Weakness Name|Weakness Description|Weakness Detector Source|Weakness Source Identifier|Asset Identifier|Point of Contact|Resources Required|Overall Remediation Plan|Original Detection Date|Scheduled Completion Date|Planned Milestones|Milestone Changes|Status Date|Vendor Dependency|Last Vendor Check-in Date|Vendor Dependent Product Name|Original Risk Rating|Adjusted Risk Rating|Risk Adjustment|False Positive|Operational Requirement|Deviation Rationale|Supporting Documents|Comments|Auto-Approve|Binding Operational Directive 22-01 tracking|Binding Operational Directive 22-01 Due Date|CVE|Service Name", "|") {
		if !strings.Contains(left, " "+strings.ReplaceAll(h, " ", "-")+" ") {
			heads = append(heads, strings.ToUpper(h))
		}
	}
	ts.Check(f.SetCellFormula("Sheet1", "A1", "COUNTA('Open POA&M Items'!A6:A1000)"))
	for _, sheet := range []string{"Open POA&M Items", "Closed POA&M Items"} {
		_, err := f.NewSheet(sheet)
		ts.Check(err)
		ts.Check(f.SetCellStr(sheet, "A1", "Ours"))
		ts.Check(f.SetSheetRow(sheet, "A5", &heads))
	}
	ts.Check(f.SaveAs(ts.MkAbs(args[0])))
}
