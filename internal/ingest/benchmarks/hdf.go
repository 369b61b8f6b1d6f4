package benchmarks

import (
	"context"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// hdfNames are the member names of InSpec's reports that errors may print.
const hdfNames = `platform name release target_id profiles title version sha256 parent_profile depends status status_message
controls id impact tags results code_desc start_time run_time message skip_message exception backtrace originalStatus
waiver_data justification skipped_due_to_waiver expiration_date run attestation_data statistics duration total passed
skipped failed passthrough auxiliary_data checklist asset hostname hostip hostfqdn profile_id profile_sha256 node_name fqdn`

// hdfReport is what is known of an InSpec report while it is read.
type hdfReport struct {
	s        *raw.Source
	j        *raw.JSON
	version  string
	platform struct {
		Name     string `json:"name"`
		Release  string `json:"release"`
		TargetID string `json:"target_id"`
	}
	statistics struct {
		Controls map[string]jsontext.Value `json:"controls"`
	}
	hosts    []string // names of the host, where the report says more than an id
	tools    []string // what a converter says it read
	profiles []*hdfProfile
	entries  int // controls as they are in the file, each layer by itself
}

// hdfProfile is one profile; a profile that another one overlays names it as its
// parent.
type hdfProfile struct {
	name, title, version string
	parent               string
	status               string
	failedDependency     bool
	controls             []hdfControl
	pointer              string
}

// What a control and a result take until their profile is built, in bytes.
const (
	controlSize   = 500
	hdfResultSize = 400
)

// hdfControl is one control of a profile, or what an overlay says of it.
type hdfControl struct {
	ID          string         `json:"id"`
	Title       string         `json:"title"`
	Impact      *float64       `json:"impact"`
	Tags        jsontext.Value `json:"tags"`
	Results     []hdfResult    `json:"results"`
	Waiver      hdfWaiver      `json:"waiver_data"`
	Attestation *struct {
		Status string `json:"status"`
	} `json:"attestation_data"`

	tags     hdfTags
	position string
}

type hdfResult struct {
	Status    string         `json:"status"`
	Original  string         `json:"originalStatus"`
	CodeDesc  string         `json:"code_desc"`
	Message   string         `json:"message"`
	Skip      string         `json:"skip_message"`
	Exception jsontext.Value `json:"exception"`
	Backtrace jsontext.Value `json:"backtrace"`
	Start     string         `json:"start_time"`
}

type hdfWaiver struct {
	Justification string         `json:"justification"`
	Message       string         `json:"message"`
	Run           *bool          `json:"run"`
	Skipped       jsontext.Value `json:"skipped_due_to_waiver"`
}

// hdfTags are the tags that say what other catalogs call a control.
type hdfTags struct {
	severity, override, version string
	identifiers                 [][2]string
}

// readHDF reads the reports of InSpec and CINC Auditor (exec-json and
// exec-json-min), which are the Heimdall Data Format that the converters of
// MITRE SAF write for other tools. One profile with those it overlays is one
// document; a control is one record, however many layers speak of it.
//
// Source: mitre/heimdall2, libs/inspecjs/schemas (exec-json, exec-jsonmin) and
// libs/hdf-converters; inspec/inspec releases 2 to 6, json reporter. The schemas
// of hdf-libs, with baselines and requirements, are another format.
func readHDF(ctx context.Context, s *raw.Source) error {
	r := &hdfReport{s: s, j: raw.NewJSON(ctx, s, hdfNames)}
	shown := false
	err := r.j.Object(func(name string) error {
		switch name {
		case "profiles":
			shown = r.j.Kind() == '['
			return r.j.Array(func(int) error { return r.profile() })
		case "controls":
			shown = shown || r.j.Kind() == '['
			return r.j.Array(func(int) error { return r.least() })
		case "platform":
			return r.j.Into(&r.platform)
		case "statistics":
			return r.j.Into(&r.statistics)
		case "version":
			return r.j.Into(&r.version)
		case "node_name", "fqdn", "ipaddress":
			var v string
			err := r.j.Into(&v)
			r.hosts = append(r.hosts, v)
			return err
		case "passthrough":
			return r.passthrough()
		}
		return r.j.Skip()
	})
	if err != nil {
		return err
	}
	if err := r.j.End(); err != nil {
		return err
	}
	if !shown {
		return &raw.Fault{Code: raw.FaultFormat}
	}
	s.Finish()
	return r.emit()
}

func (r *hdfReport) profile() error {
	p := &hdfProfile{}
	err := r.j.Object(func(name string) error {
		switch name {
		case "name":
			return r.j.Into(&p.name)
		case "title":
			return r.j.Into(&p.title)
		case "version":
			return r.j.Into(&p.version)
		case "parent_profile":
			return r.j.Into(&p.parent)
		case "status":
			return r.j.Into(&p.status)
		case "depends":
			return r.j.Array(func(int) error {
				var v struct {
					Status string `json:"status"`
				}
				err := r.j.Into(&v)
				p.failedDependency = p.failedDependency || v.Status == "failed"
				return err
			})
		case "controls":
			return r.j.Array(func(int) error {
				var c hdfControl
				if err := r.control(&c); err != nil {
					return err
				}
				p.controls = append(p.controls, c)
				return nil
			})
		}
		return r.j.Skip()
	})
	p.pointer = r.j.Here()
	r.profiles = append(r.profiles, p)
	return err
}

// control reads one control and lets go of what is not kept.
func (r *hdfReport) control(c *hdfControl) error {
	if err := r.j.Record(c); err != nil {
		return err
	}
	r.entries++
	r.s.Hold(controlSize + len(c.Results)*hdfResultSize)
	c.position = r.j.Here()
	c.Title = raw.Clip(c.Title, raw.LongText)
	c.tags = c.readTags()
	c.Tags = nil
	for i := range c.Results {
		x := &c.Results[i]
		x.CodeDesc, x.Message, x.Skip = raw.Clip(x.CodeDesc, raw.LongText), raw.Clip(x.Message, raw.LongText), raw.Clip(x.Skip, raw.LongText)
		x.Exception, x.Backtrace = present(x.Exception), present(x.Backtrace)
	}
	c.Waiver.Skipped = present(c.Waiver.Skipped)
	return nil
}

// present is nil for what stands for nothing.
func present(v jsontext.Value) jsontext.Value {
	switch string(v) {
	case "", "null", "false", `""`, `"false"`, "[]":
		return nil
	}
	return jsontext.Value("1")
}

// least reads one result of exec-json-min. Its control has as many entries as
// results.
func (r *hdfReport) least() error {
	var v struct {
		hdfResult
		ID        string `json:"id"`
		ProfileID string `json:"profile_id"`
	}
	if err := r.j.Record(&v); err != nil {
		return err
	}
	r.entries++
	v.CodeDesc, v.Message = raw.Clip(v.CodeDesc, raw.LongText), raw.Clip(v.Message, raw.LongText)
	v.Exception, v.Backtrace = present(v.Exception), present(v.Backtrace)
	c := hdfControl{ID: v.ID, Results: []hdfResult{v.hdfResult}, position: r.j.Here()}
	for _, known := range r.profiles {
		if known.name == v.ProfileID {
			known.controls = append(known.controls, c)
			return nil
		}
	}
	r.profiles = append(r.profiles, &hdfProfile{name: v.ProfileID, controls: []hdfControl{c}, pointer: "/controls"})
	return nil
}

// passthrough reads what converters leave of the tool's own report: its name, and
// the asset of a checklist.
func (r *hdfReport) passthrough() error {
	if r.j.Kind() != '{' {
		return r.j.Skip()
	}
	return r.j.Object(func(name string) error {
		switch {
		case name == "auxiliary_data" && r.j.Kind() == '[':
			return r.j.Array(func(int) error {
				if r.j.Kind() != '{' {
					return r.j.Skip()
				}
				return r.j.Object(func(name string) error {
					if name != "name" || r.j.Kind() != '"' {
						return r.j.Skip()
					}
					var v string
					err := r.j.Into(&v)
					r.tools = append(r.tools, v)
					return err
				})
			})
		case name == "checklist" && r.j.Kind() == '{':
			return r.j.Object(func(name string) error {
				if name != "asset" || r.j.Kind() != '{' {
					return r.j.Skip()
				}
				return r.host()
			})
		case (name == "hostname" || name == "host" || name == "fqdn" || name == "target") && r.j.Kind() == '"':
			var v string
			err := r.j.Into(&v)
			r.hosts = append(r.hosts, v)
			return err
		}
		return r.j.Skip()
	})
}

// host reads the names of a checklist's asset.
func (r *hdfReport) host() error {
	return r.j.Object(func(name string) error {
		if name != "hostname" && name != "hostfqdn" && name != "hostip" || r.j.Kind() != '"' {
			return r.j.Skip()
		}
		var v string
		err := r.j.Into(&v)
		r.hosts = append(r.hosts, v)
		return err
	})
}

// readTags reads the tags that are known and of the type that they should be;
// profiles write into tags what they like.
func (c *hdfControl) readTags() (t hdfTags) {
	if c.Tags.Kind() != '{' {
		return t
	}
	raw.Members(c.Tags, func(name string, v []byte) bool {
		switch name {
		case "severity":
			t.severity = textOf(v)
		case "severityoverride":
			t.override = textOf(v)
		case "stig_id":
			t.version = textOf(v)
		case "rid", "gid":
			t.add(name, v)
		case "cci", "nist", "cwe", "cis_controls":
			t.add(strings.ToUpper(name), v)
		}
		return true
	})
	return t
}

// add adds an identifier, or a list of them.
func (t *hdfTags) add(system string, v []byte) {
	var list []string
	if text := textOf(v); text != "" {
		list = []string{text}
	} else if json.Unmarshal(v, &list) != nil {
		return
	}
	for _, id := range list {
		if id != "" && len(t.identifiers) < 200 {
			t.identifiers = append(t.identifiers, [2]string{system, raw.Clip(id, raw.ShortText)})
		}
	}
}

// textOf is a JSON text, "" for what is none.
func textOf(v []byte) string {
	var s string
	if len(v) == 0 || v[0] != '"' || json.Unmarshal(v, &s) != nil {
		return ""
	}
	return s
}

// isHDF knows a report by its profiles and their platform, the shortest form by
// its controls, and a converter's by what it leaves of the tool's own report,
// which may be longer than a head.
func isHDF(h raw.Head) bool {
	switch {
	case h.List || h.Lines:
		return false
	case h.Has("platform", "profiles"):
		return true
	case h.In("passthrough").Has("auxiliary_data"):
		return true
	}
	return h.Has("controls", "statistics") && (h.In("controls").Has("code_desc") || h.In("controls").Has("profile_sha256") || h.Value("controls") == "[]")
}
