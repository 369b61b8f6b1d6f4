package benchmarks

import (
	"context"
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// asset is the host of a checklist. A site or an instance on it is filled in
// by itself.
type asset struct {
	Host     string `json:"host_name"`
	FQDN     string `json:"fqdn"`
	IP       string `json:"ip_address"`
	Site     string `json:"web_db_site"`
	Instance string `json:"web_db_instance"`
}

func (a asset) target() raw.Target {
	t := raw.Target{Kind: "host"}
	for _, name := range append([]string{a.Host, a.FQDN}, strings.FieldsFunc(a.IP, func(r rune) bool { return r == ',' || r == ' ' || r == ';' })...) {
		switch name = strings.TrimSpace(name); {
		case name == "", strings.HasPrefix(name, "localhost"), strings.HasPrefix(name, "127."):
		case t.Name == "":
			t.Name = name
		default:
			t.Aliases = append(t.Aliases, name)
		}
	}
	return t
}

// part is the site or instance that was looked at, "" for the whole host.
func (a asset) part() string {
	return strings.TrimSpace(strings.TrimSpace(a.Site) + " " + strings.TrimSpace(a.Instance))
}

// stig is one benchmark of a checklist with what was answered for its rules.
type stig struct {
	id, version, release string
	rules                []finding
	time                 string
	pointer              string
}

// emitChecklist writes a document for each benchmark of a checklist. Where a
// rule's answer came from, a person or a scanner, a checklist does not say; nor
// when, unless Evaluate-STIG filled it in.
func emitChecklist(s *raw.Source, a asset, stigs []stig) error {
	s.Finish()
	if len(stigs) == 0 {
		return s.Unshown(raw.BenchmarkResults, a.target().IDs(), "the checklist holds no benchmark", "open it in STIG Viewer, and save it with the benchmarks that apply")
	}
	for _, g := range stigs {
		d := judged{
			kind: raw.BenchmarkResults, tool: "STIG checklist", target: a.target(), instance: a.part(), collected: g.time, pointer: g.pointer,
			benchmark: g.id, benchmarkVersion: strings.TrimSpace(g.version + " " + g.release), findings: g.rules,
		}
		d.scan.Started, d.scan.Ended = g.time, g.time
		if len(g.rules) == 0 {
			d.scan.Reasons = []string{"no-results"}
		}
		if err := d.emit(s); err != nil {
			return err
		}
	}
	return nil
}

// checklistStatus translates an answer: what was not reviewed is not known.
func checklistStatus(word string) string {
	switch word {
	case "NotAFinding", "not_a_finding":
		return raw.Pass
	case "Open", "open":
		return raw.Fail
	case "Not_Applicable", "not_applicable":
		return raw.Skip
	}
	return raw.Undecided // not reviewed, and what is no word
}

// settle translates the words of a rule. Somebody's word makes a rule worse, never
// better: lowering its severity is a decision, and decisions are made here.
func (f *finding) settle(severity, override string) {
	f.status, f.severity = checklistStatus(f.word), raw.Severity(severity)
	if override == "" {
		return
	}
	if now := raw.Severity(override); f.severity == "unknown" || weight(now) > weight(f.severity) {
		f.severity = now
	} else if now != f.severity {
		f.message = "The checklist lowers the severity; that does not count here."
	}
}

// ckl reads a checklist in XML.
type ckl struct {
	s     *raw.Source
	x     *raw.XML
	asset asset
	stigs []stig
}

// readCKL reads checklists of STIG Viewer 2. FINDING_DETAILS and COMMENTS are
// left where they are: people paste into them what systems print.
//
// Source: DISA STIG Viewer 2.x checklists; mitre/heimdall2, libs/hdf-converters,
// checklist mapper and its samples.
func readCKL(ctx context.Context, s *raw.Source) error {
	c := &ckl{s: s, x: raw.NewXML(ctx, s)}
	err := whole(c.x, func() {}, func(e xml.StartElement) error {
		if e.Name.Local != "CHECKLIST" {
			return c.x.FaultAt(raw.FaultFormat)
		}
		return c.x.Children(func(e xml.StartElement) error {
			switch e.Name.Local {
			case "ASSET":
				return c.readAsset()
			case "STIGS":
				return c.x.Children(func(e xml.StartElement) error {
					if e.Name.Local != "iSTIG" {
						return c.x.Skip()
					}
					return c.readSTIG()
				})
			}
			return c.x.Skip()
		})
	})
	if err != nil {
		return err
	}
	return emitChecklist(s, c.asset, c.stigs)
}

func (c *ckl) readAsset() error {
	return c.x.Children(func(e xml.StartElement) (err error) {
		var into *string
		switch e.Name.Local {
		case "HOST_NAME":
			into = &c.asset.Host
		case "HOST_FQDN":
			into = &c.asset.FQDN
		case "HOST_IP":
			into = &c.asset.IP
		case "WEB_DB_SITE":
			into = &c.asset.Site
		case "WEB_DB_INSTANCE":
			into = &c.asset.Instance
		default:
			return c.x.Skip()
		}
		*into, err = c.x.Text(raw.ShortText)
		return err
	})
}

func (c *ckl) readSTIG() error {
	var g stig
	err := c.x.Children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "STIG_INFO":
			return c.x.Children(func(e xml.StartElement) error {
				name, data, err := c.pair("SID_NAME", "SID_DATA")
				switch name {
				case "stigid":
					g.id = data
				case "title":
					g.id = raw.First(g.id, data)
				case "version":
					g.version = data
				case "releaseinfo":
					g.release = data
				}
				return err
			})
		case "VULN":
			if !c.s.CountRecord() {
				return c.x.FaultAt(raw.FaultRecords)
			}
			f, err := c.readVuln()
			g.rules = append(g.rules, f)
			return err
		}
		return c.x.Skip()
	})
	c.stigs = append(c.stigs, g)
	return err
}

// pair reads an element that holds a name and a text.
func (c *ckl) pair(nameOf, dataOf string) (name, data string, err error) {
	err = c.x.Children(func(e xml.StartElement) (err error) {
		switch e.Name.Local {
		case nameOf:
			name, err = c.x.Text(raw.ShortText)
		case dataOf:
			data, err = c.x.Text(raw.ShortText)
		default:
			err = c.x.Skip()
		}
		return err
	})
	return name, data, err
}

func (c *ckl) readVuln() (f finding, err error) {
	line, _ := c.x.Dec.InputPos()
	f.position = "line " + strconv.Itoa(line)
	var vuln, severity, override string
	err = c.x.Children(func(e xml.StartElement) (err error) {
		switch e.Name.Local {
		case "STIG_DATA":
			var name, data string
			name, data, err = c.pair("VULN_ATTRIBUTE", "ATTRIBUTE_DATA")
			switch name {
			case "Vuln_Num":
				vuln = data
			case "Rule_ID":
				f.id = data
			case "Rule_Ver":
				f.version = data
			case "Rule_Title":
				f.title = data
			case "Severity":
				severity = data
			}
			f.identify(name, data)
		case "STATUS":
			f.word, err = c.x.Text(raw.ShortText)
		case "SEVERITY_OVERRIDE":
			override, err = c.x.Text(raw.ShortText)
		default:
			err = c.x.Skip()
		}
		return err
	})
	f.id = raw.First(f.id, vuln)
	f.settle(severity, override)
	return f, err
}

// identify keeps what other catalogs call a rule.
func (f *finding) identify(name, id string) {
	system := map[string]string{"Vuln_Num": "Vuln_Num", "Group_Title": "SRG", "CCI_REF": "CCI", "LEGACY_ID": "LEGACY_ID"}[name]
	if system != "" && id != "" && len(f.identifiers) < 200 {
		f.identifiers = append(f.identifiers, [2]string{system, id})
	}
}

func isCKL(h raw.Head) bool {
	name, _ := h.Root()
	return name == "CHECKLIST"
}

// cklbNames are the member names of CKLB that errors may print.
const cklbNames = `stigs stig_name display_name stig_id version release_info rules group_id group_title rule_id rule_version
rule_title severity status ccis legacy_ids overrides target_data host_name fqdn ip_address web_db_site web_db_instance
cklb_version title evaluate-stig time`

// readCKLB reads checklists of STIG Viewer 3, version 1.0 of their schema, and
// the time that Evaluate-STIG leaves in them.
//
// Source: DISA STIG Viewer 3 checklists; mitre/heimdall2, libs/hdf-converters,
// checklist-b types and its samples.
func readCKLB(ctx context.Context, s *raw.Source) error {
	j := raw.NewJSON(ctx, s, cklbNames)
	var a asset
	var stigs []stig
	shown, when := false, ""
	err := j.Object(func(name string) error {
		switch name {
		case "target_data":
			return j.Into(&a)
		case "evaluate-stig":
			return evaluated(j, &when)
		case "stigs":
			shown = true
			return j.Array(func(int) error {
				g, err := readCKLBSTIG(j)
				stigs = append(stigs, g)
				return err
			})
		}
		return j.Skip()
	})
	if err != nil {
		return err
	}
	if err := j.End(); err != nil {
		return err
	}
	if !shown {
		return &raw.Fault{Code: raw.FaultFormat}
	}
	for i := range stigs {
		stigs[i].time = raw.First(stigs[i].time, when)
	}
	return emitChecklist(s, a, stigs)
}

// evaluated reads when Evaluate-STIG filled in the checklist.
func evaluated(j *raw.JSON, when *string) error {
	if j.Kind() != '{' {
		return j.Skip()
	}
	return j.Object(func(name string) error {
		if name != "time" || j.Kind() != '"' {
			return j.Skip()
		}
		return j.Into(when)
	})
}

func readCKLBSTIG(j *raw.JSON) (g stig, err error) {
	var name string
	err = j.Object(func(member string) error {
		switch member {
		case "stig_id":
			return j.Into(&g.id)
		case "stig_name":
			return j.Into(&name)
		case "version":
			var v jsontext.Value // a text, or a number
			err := j.Into(&v)
			if v.Kind() == '"' || v.Kind() == '0' {
				g.version = raw.Clip(strings.Trim(string(v), `"`), raw.ShortText)
			}
			return err
		case "release_info":
			return j.Into(&g.release)
		case "evaluate-stig":
			return evaluated(j, &g.time)
		case "rules":
			return j.Array(func(int) error {
				f, err := readCKLBRule(j)
				g.rules = append(g.rules, f)
				return err
			})
		}
		return j.Skip()
	})
	g.id, g.pointer = raw.First(g.id, name), j.Here()
	return g, err
}

func readCKLBRule(j *raw.JSON) (f finding, err error) {
	var v struct {
		GroupID   string         `json:"group_id"`
		Group     string         `json:"group_title"`
		ID        string         `json:"rule_id"`
		IDSrc     string         `json:"rule_id_src"`
		Version   string         `json:"rule_version"`
		Title     string         `json:"rule_title"`
		Severity  string         `json:"severity"`
		Status    string         `json:"status"`
		CCIs      []string       `json:"ccis"`
		Legacy    []string       `json:"legacy_ids"`
		Overrides jsontext.Value `json:"overrides"`
	}
	if err := j.Record(&v); err != nil {
		return f, err
	}
	f = finding{id: raw.First(v.IDSrc, v.ID, v.GroupID), version: v.Version, title: raw.Clip(v.Title, raw.LongText), word: v.Status, position: j.Here()}
	f.identify("Vuln_Num", v.GroupID)
	f.identify("Group_Title", v.Group)
	for _, id := range v.CCIs {
		f.identify("CCI_REF", id)
	}
	for _, id := range v.Legacy {
		f.identify("LEGACY_ID", id)
	}
	override := ""
	raw.Members(v.Overrides, func(name string, value []byte) bool {
		if name == "severity" {
			raw.Members(value, func(name string, value []byte) bool {
				if name == "severity" {
					override = textOf(value)
				}
				return true
			})
		}
		return true
	})
	f.settle(v.Severity, override)
	return f, nil
}

func isCKLB(h raw.Head) bool {
	if h.List || h.Lines || !h.Has("stigs") {
		return false
	}
	first := h.In("stigs")
	return first.List && (first.Has("stig_id") || first.Has("stig_name") || first.Has("rules")) || h.Has("cklb_version")
}
