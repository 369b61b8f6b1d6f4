package scanners

import (
	"context"
	"encoding/xml"
	"strconv"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// nessusKinds are the kinds that a report can bring.
var nessusKinds = []string{raw.Vulnerabilities, raw.BenchmarkResults}

// nessusReader walks a .nessus file and emits the documents of each host.
type nessusReader struct {
	s      *raw.Source
	x      *raw.XML
	policy string
	hosts  int
	last   int // line of the last item
}

// readNessus reads .nessus files of version 2, of Nessus and Tenable. Each host
// has a document of vulnerabilities, with a record for each CVE of each plugin,
// and one of benchmark-results for each audit file. A host whose scan did not end
// or could not log in decides nothing. A host that was only audited says nothing
// of vulnerabilities, unless its source declares them. Plugins that merely inform
// are kept raw, without what they print: it quotes the host.
//
// Source: Tenable, "Nessus File (.nessus) Format", 2023-05-24; output of plugin
// 19506, releases 5 to 11.
func readNessus(ctx context.Context, s *raw.Source) error {
	r := &nessusReader{s: s, x: raw.NewXML(ctx, s)}
	err := r.x.Root(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "NessusClientData_v2":
		case "NessusClientData":
			return r.x.FaultAt(raw.FaultVersion)
		default:
			return r.x.FaultAt(raw.FaultFormat)
		}
		return r.x.Children(func(e xml.StartElement) error {
			switch e.Name.Local {
			case "Policy":
				return r.policies()
			case "Report":
				return r.report()
			}
			return r.x.Skip()
		})
	})
	if err != nil {
		return err
	}
	if r.hosts == 0 {
		return s.Unshown("", nil, "the file holds no host", "export the results of the scan, not its policy")
	}
	return nil
}

// policies reads what the scan's policy is called; nothing else of a policy is
// looked at.
func (r *nessusReader) policies() error {
	return r.x.Children(func(e xml.StartElement) (err error) {
		if e.Name.Local != "policyName" {
			return r.x.Skip()
		}
		r.policy, err = r.x.Text(raw.ShortText)
		return err
	})
}

// report reads the hosts.
func (r *nessusReader) report() error {
	for {
		r.s.T.Mark(r.x.Dec.InputOffset())
		tok, err := r.x.Next()
		if err != nil {
			return r.x.Cut(err)
		}
		switch tok := tok.(type) {
		case xml.EndElement:
			r.s.T.Unmark()
			return nil
		case xml.StartElement:
			if tok.Name.Local == "ReportHost" {
				err = r.host(tok)
			} else {
				r.s.T.Unmark()
				err = r.x.Skip()
			}
			if err != nil {
				return err
			}
		}
	}
}

// nessusHost is one host while it is read.
type nessusHost struct {
	target       raw.Target
	scan         raw.Scan
	version      string
	credentialed string // what the host's property says of it; the scan's information comes before
	denied, dead bool   // a plugin says that logging in failed, that the host did not answer
	items        int
	vulnerable   []finding
	audits       gathered
}

// host reads one host and emits its documents, whose bytes are the element's.
func (r *nessusReader) host(e xml.StartElement) error {
	r.hosts++
	line := r.s.T.Begin('<')
	h := nessusHost{target: raw.Target{Kind: "host"}}
	h.name(raw.Attr(e, "name"))
	err := r.x.Children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "HostProperties":
			return r.x.Children(func(e xml.StartElement) error { return r.property(&h, e) })
		case "ReportItem":
			return r.item(&h, e)
		}
		return r.x.Skip()
	})
	if err != nil {
		return err
	}
	digest := r.s.T.End(r.x.Dec.InputOffset())
	h.settle()
	whole := r.s.Name(h.target)
	docs := h.audits.docs
	// A host that was only audited is silent of vulnerabilities.
	if len(h.vulnerable) > 0 || len(docs) == 0 || r.s.Declares(raw.Vulnerabilities) {
		v := &scanned{kind: raw.Vulnerabilities, findings: h.vulnerable}
		docs = append([]*scanned{v}, docs...)
	}
	for _, d := range docs {
		d.tool, d.version, d.target, d.scan, d.collected = "nessus", h.version, h.target, h.scan, raw.First(h.scan.Ended, h.scan.Started)
		d.collector = strings.Join(strings.Fields("nessus "+r.policy+" "+d.benchmark.id), " ")
		d.line, d.digest = line, &digest
		if d.kind == raw.Vulnerabilities {
			if d.scan.Asserted = len(h.vulnerable) == 0 && len(h.audits.docs) > 0; d.scan.Asserted {
				// What only the configuration vouches for takes the place of
				// no scan that shows more.
				d.collector += " asserted"
			}
		} else {
			d.scan.Database = ""
		}
		d.examined.Add(whole)
		for i := range d.findings {
			d.findings[i].target = whole
		}
		if err := d.emit(r.s); err != nil {
			return err
		}
	}
	return nil
}

// name adds a name of the host. What every host calls itself names none.
func (h *nessusHost) name(name string) {
	switch {
	case name == "", strings.HasPrefix(name, "localhost"), strings.HasPrefix(name, "127."), name == "::1", len(h.target.Aliases) >= 100:
	case h.target.Name == "":
		h.target.Name = name
	default:
		h.target.Aliases = append(h.target.Aliases, name)
	}
}

// property reads one of the host's properties.
func (r *nessusReader) property(h *nessusHost, e xml.StartElement) error {
	name := raw.Attr(e, "name")
	v, err := r.x.Text(raw.ShortText)
	switch name {
	case "host-ip", "host-fqdn", "host-rdns", "hostname", "netbios-name":
		h.name(v)
	case "HOST_START_TIMESTAMP":
		h.scan.Started = raw.First(seconds(v), h.scan.Started)
	case "HOST_END_TIMESTAMP":
		h.scan.Ended = raw.First(seconds(v), h.scan.Ended)
	case "HOST_START":
		h.scan.Started = raw.First(h.scan.Started, calendar(v))
	case "HOST_END":
		h.scan.Ended = raw.First(h.scan.Ended, calendar(v))
	case "Credentialed_Scan":
		h.credentialed = strings.ToLower(v)
	}
	return err
}

// seconds is a time in seconds since 1970 as text.
func seconds(v string) string {
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil || n <= 0 || n > 1e11 {
		return ""
	}
	return time.Unix(n, 0).UTC().Format(time.RFC3339)
}

// calendar is a time as Nessus prints it, which is the scanner's and says no
// zone.
func calendar(v string) string {
	t, err := time.Parse(time.ANSIC, v)
	if err != nil {
		return ""
	}
	return t.Format("2006-01-02T15:04:05")
}

// settle says how the scan of the host went. One that did not end was stopped.
func (h *nessusHost) settle() {
	if h.scan.Credentialed == nil && (h.credentialed == "true" || h.credentialed == "false") {
		yes := h.credentialed == "true"
		h.scan.Credentialed = &yes
	}
	if h.denied {
		no := false
		h.scan.Credentialed = &no
	}
	if h.scan.Ended == "" {
		h.scan.Reasons = append(h.scan.Reasons, "not-finished")
	}
	if h.dead {
		h.scan.Reasons = append(h.scan.Reasons, "failed")
	}
	if h.items == 0 {
		h.scan.Reasons = append(h.scan.Reasons, "no-results")
	}
	if c := h.scan.Credentialed; c != nil && !*c {
		h.scan.Reasons = append(h.scan.Reasons, "not-credentialed")
	}
}

// isNessus knows the root element; that of version 1 is refused by its reader.
func isNessus(h raw.Head) bool {
	root, _ := h.Root()
	return root == "NessusClientData_v2" || root == "NessusClientData"
}
