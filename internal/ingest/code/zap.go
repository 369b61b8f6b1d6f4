package code

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

const applicationTests = "application-tests"

// zapNames are the member names of ZAP's reports that errors may print.
const zapNames = `@version @generated @programName @name @host @port @ssl created site alerts pluginid alertRef alert name
riskcode confidence riskdesc desc instances count solution otherinfo reference cweid wascid sourceid`

// zapReport is a report while it is read.
type zapReport struct {
	s       *raw.Source
	j       *raw.JSON
	version string
	written string
	sites   []*zapSite
	seen    bool // the report has a list of sites
}

// zapSite is one application and the weaknesses that ZAP found in it.
type zapSite struct {
	name, host string
	findings   []*raw.Term
	ids        map[string]int
}

// readZAP reads ZAP's traditional JSON report, with or without requests and
// responses, of which none is read. Every site is an application that answered,
// and every alert a weakness that is open, false positives of ZAP's own list
// included: setting aside is a decision. Which sorts of weakness were tried the
// report does not say, so that it shows applications broken and none tested. An
// alert whose weakness is of no sort that the kind has is kept raw.
//
// Source: zaproxy/zap-extensions, reports add-on, traditional-json and
// traditional-json-plus; zaproxy/zaproxy, releases 2.7 to 2.16.
func readZAP(ctx context.Context, s *raw.Source) error {
	r := &zapReport{s: s, j: raw.NewJSON(ctx, s, zapNames)}
	created := ""
	err := r.j.Object(func(name string) error {
		switch name {
		case "@version":
			return r.j.Into(&r.version)
		case "@generated":
			return r.j.Into(&r.written)
		case "created":
			return r.j.Into(&created)
		case "site":
			r.seen = true
			if r.j.Kind() == '{' { // of one site, in old reports
				return r.site()
			}
			return r.j.Array(func(int) error { return r.site() })
		}
		return r.j.Skip()
	})
	if err != nil {
		return err
	}
	if err := r.j.End(); err != nil {
		return err
	}
	s.Finish()
	if !r.seen {
		return &raw.Fault{Code: raw.FaultFormat}
	}
	r.written = raw.First(raw.Stamp(created), generated(r.written))
	return r.emit()
}

// generated reads "Thu, 6 Dec 2018 10:53:11", the clock of the host that ZAP ran
// on, as others write a time without a zone.
func generated(text string) string {
	t, err := time.Parse("Mon, 2 Jan 2006 15:04:05", text)
	if err != nil {
		return text
	}
	return t.Format("2006-01-02T15:04:05")
}

func (r *zapReport) site() error {
	site := &zapSite{ids: map[string]int{}}
	err := r.j.Object(func(name string) error {
		switch name {
		case "@name":
			return r.j.Into(&site.name)
		case "@host":
			return r.j.Into(&site.host)
		case "alerts":
			return r.j.Array(func(int) error { return r.alert(site) })
		}
		return r.j.Skip()
	})
	if err != nil {
		return err
	}
	site.name = raw.Clean(raw.Clip(raw.First(site.name, site.host), raw.ShortText))
	for _, known := range r.sites {
		if known.name == site.name {
			known.findings = append(known.findings, site.findings...)
			return nil
		}
	}
	r.sites = append(r.sites, site)
	return nil
}

// alert reads one alert, without its requests, responses and evidence.
func (r *zapReport) alert(site *zapSite) error {
	var v struct {
		Plugin string         `json:"pluginid"`
		Ref    string         `json:"alertRef"`
		Alert  string         `json:"alert"`
		Name   string         `json:"name"`
		Risk   jsontext.Value `json:"riskcode"`
		CWE    jsontext.Value `json:"cweid"`
	}
	if err := r.j.Record(&v); err != nil {
		return err
	}
	title := raw.Clip(raw.First(v.Name, v.Alert), raw.ShortText)
	id := raw.First(strings.TrimSpace(raw.Clip(raw.First(v.Ref, v.Plugin), raw.ShortText)+" "+title), "unnamed")
	severity, class := zapSeverity(strings.Trim(string(v.Risk), `"`)), zapClass(strings.Trim(string(v.CWE), `"`))
	if class == "" {
		r.s.Keep("alert", r.j.Here(), r.s.Fields().Must("id", id).Must("severity", severity).
			Text("cwe", raw.Clip(strings.Trim(string(v.CWE), `"`), raw.ShortText), raw.ShortText).Object())
		return nil
	}
	if site.ids[id]++; site.ids[id] > 1 {
		id += " #" + strconv.Itoa(site.ids[id])
	}
	site.findings = append(site.findings, r.s.Fields().Must("id", id).Must("class", class).Must("severity", severity).Term())
	return nil
}

// zapSeverity translates ZAP's risk.
func zapSeverity(code string) string {
	switch code {
	case "0":
		return "none"
	case "1":
		return "low"
	case "2":
		return "moderate"
	case "3":
		return "high"
	}
	return "unknown"
}

// zapClasses are the sorts of the kind by number of the Common Weakness
// Enumeration, as ZAP's rules name it.
var zapClasses = map[string]string{
	"injection":            "20 74 77 78 88 89 90 91 93 94 95 96 97 98 113 235 611 643 652 776 917 943 1321 1336",
	"cross-site-scripting": "79 80 83",
	"path-traversal":       "22 23 36 73",
	"request-forgery":      "352 918",
	"deserialization":      "502",
	"file-upload":          "434",
	"error-disclosure":     "200 209 497 524 530 531 538 540 541 548 550 598 615",
	"authentication":       "287 294 306 307 311 319 384 521 522 523 525 565 613 614 798 1004 1275",
	"access-control":       "264 284 285 425 601 639 862 863",
	"headers":              "16 116 346 345 436 693 829 933 942 1021",
}

var zapClassOf = func() map[string]string {
	out := map[string]string{}
	for class, numbers := range zapClasses {
		for _, n := range strings.Fields(numbers) {
			out[n] = class
		}
	}
	return out
}()

func zapClass(cwe string) string { return zapClassOf[cwe] }

// emit writes the one document of the report: an application that ZAP met is one
// of the component's, or the report tells on which it should not have called.
func (r *zapReport) emit() error {
	var applications []*raw.Term
	var ids []string
	when := raw.Stamp(r.written)
	for _, site := range r.sites {
		if site.name == "" && len(site.findings) == 0 {
			continue
		}
		if site.name != "" {
			ids = append(ids, site.name)
		}
		if site.host != "" {
			ids = append(ids, site.host)
		}
		o := r.s.Fields().Must("id", raw.First(site.name, "unnamed")).Flag("active", true)
		if when != "" {
			o.Must("tested_on", when)
		}
		applications = append(applications, o.List("findings", site.findings).Term())
	}
	if len(applications) == 0 {
		return r.s.Unshown(applicationTests, nil, "the report names no site, so that nothing shows that an application was tested", "look at how ZAP was called: `zap-full-scan.py -t URL -J report.json`")
	}
	d := raw.Draft{Kind: applicationTests, IDs: ids, Collected: r.written, Collector: "zap " + r.s.Opt.Path,
		Payload: r.s.Fields().List("applications", applications).Object()}
	if len(applications) == 1 && len(ids) > 0 {
		d.Subject, d.Collector = ids[0], "zap"
	}
	return r.s.Emit(d)
}

func isZAP(h raw.Head) bool {
	if h.List || h.Lines {
		return false
	}
	return h.Has("@version", "site") || h.Has("@generated", "@version") || h.In("site").Has("@name", "@host")
}
