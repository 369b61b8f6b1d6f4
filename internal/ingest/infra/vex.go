package infra

import (
	"context"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/jsonast"
)

// vexNames are the member names of OpenVEX and CSAF that errors may print.
const vexNames = `@context @id author timestamp last_updated version statements vulnerability products status justification
document category csaf_version title tracking id current_release_date vulnerabilities product_tree publisher name`

// vexFile is a file of statements on vulnerabilities: what somebody says of
// whether a product is affected.
//
// A statement is no scan, and counts only from somebody who is trusted to make
// it. Nothing here says who that is, so that statements are kept and shown and
// make nothing pass: a vulnerability that a scanner finds fails, whatever is said
// of it.
type vexFile struct {
	s *raw.Source
	j *raw.JSON

	context, id, author, at, category string
	version                           string
	records                           []*raw.Term
}

// readOpenVEX reads an OpenVEX document.
//
// Source: OpenVEX specification 0.2.0, and 0.0.x before it.
func readOpenVEX(ctx context.Context, s *raw.Source) error {
	v := &vexFile{s: s, j: raw.NewJSON(ctx, s, vexNames)}
	updated := ""
	err := v.j.Object(func(name string) error {
		switch name {
		case "@context":
			return v.j.Into(&v.context)
		case "@id":
			return v.j.Into(&v.id)
		case "author":
			return v.j.Into(&v.author)
		case "timestamp":
			return v.j.Into(&v.at)
		case "last_updated":
			return v.j.Into(&updated)
		case "statements":
			return v.j.Array(func(int) error { return v.keep("statement") })
		}
		return v.j.Skip()
	})
	if err != nil {
		return err
	}
	if err := v.j.End(); err != nil {
		return err
	}
	if !strings.HasPrefix(v.context, "https://openvex.dev/ns") {
		return &raw.Fault{Code: raw.FaultFormat, Pointer: "/@context"}
	}
	v.at = raw.First(raw.Stamp(updated), v.at)
	return v.emit()
}

// readCSAF reads a CSAF document: a VEX or any other advisory.
//
// Source: OASIS Common Security Advisory Framework 2.0 and 2.1. Products have
// their names in the product tree, which is kept beside the vulnerabilities.
func readCSAF(ctx context.Context, s *raw.Source) error {
	v := &vexFile{s: s, j: raw.NewJSON(ctx, s, vexNames)}
	err := v.j.Object(func(name string) error {
		switch name {
		case "document":
			var d struct {
				Category  string `json:"category"`
				Version   string `json:"csaf_version"`
				Publisher struct {
					Name string `json:"name"`
				} `json:"publisher"`
				Tracking struct {
					ID      string `json:"id"`
					Release string `json:"current_release_date"`
				} `json:"tracking"`
			}
			err := v.j.Into(&d)
			v.category, v.version, v.author, v.id, v.at = d.Category, d.Version, d.Publisher.Name, d.Tracking.ID, d.Tracking.Release
			return err
		case "product_tree":
			return v.keep("product-tree")
		case "vulnerabilities":
			return v.j.Array(func(int) error { return v.keep("vulnerability") })
		}
		return v.j.Skip()
	})
	if err != nil {
		return err
	}
	if err := v.j.End(); err != nil {
		return err
	}
	switch {
	case v.version == "":
		return &raw.Fault{Code: raw.FaultFormat, Pointer: "/document/csaf_version"}
	case v.version != "2.0" && v.version != "2.1":
		return &raw.Fault{Code: raw.FaultVersion, Pointer: "/document/csaf_version"}
	}
	return v.emit()
}

// keep takes a record as it is.
func (v *vexFile) keep(sort string) error {
	if v.j.Kind() != '{' {
		return v.j.Mistyped()
	}
	line := v.j.Line()
	var text jsontext.Value
	if err := v.j.Record(&text); err != nil {
		return err
	}
	value, err := jsonast.New(jsonast.Default()).Decode(slices.Clone(text))
	if err != nil {
		f := raw.FaultOf(err)
		f.Line = line
		return f
	}
	v.s.File.Records.Raw++
	v.records = append(v.records, v.s.Fields().Must("sort", sort).Must("position", v.j.Here()).Value("record", value).Term())
	return nil
}

// emit yields the statements as they are, and says so where they were taken for
// more.
func (v *vexFile) emit() error {
	v.s.Finish()
	if v.s.Declares(raw.Vulnerabilities) || len(v.records) == 0 {
		err := v.s.Unshown(raw.Vulnerabilities, nil, "statements on vulnerabilities are no scan, and change no verdict",
			"declare a scanner's own report for vulnerabilities; record what you accept as a decision of your own")
		if err != nil {
			return err
		}
	}
	if len(v.records) == 0 {
		return nil
	}
	return v.s.Emit(raw.Draft{
		Kind: raw.RawRecords, Subject: v.id, Collected: v.at,
		Collector: raw.Clip(raw.First(v.author, v.s.File.Format), raw.ShortText),
		Payload:   v.s.Fields().Must("format", v.s.File.Format).List("records", v.records).Object(),
	})
}

func isOpenVEX(h raw.Head) bool {
	return !h.List && strings.HasPrefix(h.Value("@context"), `"https://openvex.dev/ns`)
}

func isCSAF(h raw.Head) bool { return !h.List && h.In("document").Has("csaf_version") }
