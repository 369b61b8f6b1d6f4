package infra

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// cyclonedxNames are the member names of CycloneDX that errors may print.
const cyclonedxNames = `bomFormat specVersion serialNumber version metadata timestamp tools component components
vulnerabilities id source ratings severity score method vector affects ref analysis state name purl
licenses license hashes alg content published cwes type group`

// cyclonedxBOM is what is known of a bill of materials while it is read.
type cyclonedxBOM struct {
	s *raw.Source
	j *raw.JSON

	format, spec string
	timestamp    string
	tool         cyclonedxTool
	subject      *cyclonedxComponent
	components   []*raw.Term
	refs         map[string][2]string // bom-ref → name, version
	vulns        []cyclonedxVuln
}

type cyclonedxTool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// cyclonedxComponent nests: a component is made of components.
type cyclonedxComponent struct {
	Ref      string             `json:"bom-ref"`
	Type     string             `json:"type"`
	Group    string             `json:"group"`
	Name     string             `json:"name"`
	Version  string             `json:"version"`
	PURL     string             `json:"purl"`
	Licenses []cyclonedxLicense `json:"licenses"`
	Hashes   []struct {
		Algorithm string `json:"alg"`
		Content   string `json:"content"`
	} `json:"hashes"`
	Components []cyclonedxComponent `json:"components"`
}

type cyclonedxLicense struct {
	License struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"license"`
	Expression string `json:"expression"`
}

type cyclonedxVuln struct {
	ID          string `json:"id"`
	Description string `json:"description"`
	Published   string `json:"published"`
	CWEs        []int  `json:"cwes"`
	Ratings     []struct {
		Score    float64 `json:"score"`
		Severity string  `json:"severity"`
		Method   string  `json:"method"`
		Vector   string  `json:"vector"`
	} `json:"ratings"`
	Affects []struct {
		Ref string `json:"ref"`
	} `json:"affects"`
	Analysis struct {
		State         string `json:"state"`
		Justification string `json:"justification"`
		Detail        string `json:"detail"`
	} `json:"analysis"`

	position string
}

// readCycloneDX reads a CycloneDX bill of materials in JSON, 1.2 to 1.7, with
// the vulnerabilities it lists.
//
// Source: CycloneDX specification, bom-1.2 to bom-1.6 JSON schemas.
func readCycloneDX(ctx context.Context, s *raw.Source) error {
	b := &cyclonedxBOM{s: s, j: raw.NewJSON(ctx, s, cyclonedxNames), refs: map[string][2]string{}}
	if err := b.j.Object(b.member); err != nil {
		return err
	}
	if err := b.j.End(); err != nil {
		return err
	}
	switch {
	case b.format != "CycloneDX":
		return &raw.Fault{Code: raw.FaultFormat, Pointer: "/bomFormat"}
	case !slices.Contains([]string{"1.2", "1.3", "1.4", "1.5", "1.6", "1.7"}, b.spec):
		return &raw.Fault{Code: raw.FaultVersion, Pointer: "/specVersion"}
	}
	s.Finish()
	return b.emit()
}

func (b *cyclonedxBOM) member(name string) error {
	switch name {
	case "bomFormat":
		return b.j.Into(&b.format)
	case "specVersion":
		return b.j.Into(&b.spec)
	case "metadata":
		return b.j.Object(b.metadata)
	case "components":
		return b.j.Array(func(int) error {
			var c cyclonedxComponent
			if err := b.j.Into(&c); err != nil {
				return err
			}
			return b.add(&c, b.j.Here())
		})
	case "vulnerabilities":
		return raw.Records(b.j, &b.vulns, func(v *cyclonedxVuln, at string) {
			v.position, v.Description = at, raw.Clip(v.Description, raw.LongText)
		})
	}
	return b.j.Skip()
}

func (b *cyclonedxBOM) metadata(name string) error {
	switch name {
	case "timestamp":
		return b.j.Into(&b.timestamp)
	case "component":
		return b.j.Into(&b.subject)
	case "tools":
		return b.tools()
	}
	return b.j.Skip()
}

// tools reads the first tool: a list up to 1.4, an object with components
// since 1.5.
func (b *cyclonedxBOM) tools() error {
	one := func(int) error {
		var t cyclonedxTool
		err := b.j.Into(&t)
		if b.tool.Name == "" {
			b.tool = t
		}
		return err
	}
	if b.j.Kind() == '[' {
		return b.j.Array(one)
	}
	return b.j.Object(func(name string) error {
		if name == "components" || name == "services" {
			return b.j.Array(one)
		}
		return b.j.Skip()
	})
}

// add keeps a component and those inside it.
func (b *cyclonedxBOM) add(c *cyclonedxComponent, position string) error {
	if err := b.j.Count(); err != nil {
		return err
	}
	name := c.fullName()
	var licenses []string
	for _, l := range c.Licenses {
		licenses = append(licenses, raw.First(l.License.ID, l.License.Name, l.Expression, "unnamed"))
	}
	b.components = append(b.components, b.s.Fields().
		Must("name", raw.Clip(name, raw.ShortText)).Must("version", raw.Clip(c.Version, raw.ShortText)).
		Must("type", raw.Clip(raw.First(c.Type, "unknown"), raw.ShortText)).
		Text("ref", c.Ref, raw.LongText).Text("purl", c.PURL, raw.LongText).
		Texts("licenses", licenses, raw.ShortText, true).
		Text("position", position, raw.ShortText).Term())
	if c.Ref != "" {
		b.refs[c.Ref] = [2]string{raw.Clip(name, raw.ShortText), raw.Clip(c.Version, raw.ShortText)}
	}
	for i := range c.Components {
		if err := b.add(&c.Components[i], position); err != nil {
			return err
		}
	}
	return nil
}

func (c *cyclonedxComponent) fullName() string {
	if c.Group == "" {
		return c.Name
	}
	return c.Group + "/" + c.Name
}

func (b *cyclonedxBOM) target() raw.Target {
	c := b.subject
	if c == nil || c.Name == "" {
		return raw.Target{}
	}
	t := raw.Target{Kind: "application", Name: c.fullName(), Revision: c.Version, Aliases: []string{c.PURL, c.Name + ":" + c.Version, c.Name + "@" + c.Version}}
	switch c.Type {
	case "container":
		t.Kind = "image"
	case "file", "firmware", "library":
		t.Kind = "sbom"
	case "device", "operating-system":
		t.Kind = "host"
	}
	if strings.HasPrefix(c.Version, "sha256:") {
		t.Digest = c.Version
	}
	for _, h := range c.Hashes {
		if h.Algorithm == "SHA-256" && t.Digest == "" {
			t.Digest = "sha256:" + h.Content
		}
	}
	return t
}

// emit yields the bill of materials and, where it lists any, its
// vulnerabilities. An empty list of vulnerabilities is what tools write
// whether or not they looked, so it shows nothing.
func (b *cyclonedxBOM) emit() error {
	s, tg := b.s, b.target()
	if c := b.subject; c != nil {
		for i := range c.Components {
			if err := b.add(&c.Components[i], "/metadata/component"); err != nil {
				return err
			}
		}
		if c.Ref != "" {
			b.refs[c.Ref] = [2]string{raw.Clip(c.fullName(), raw.ShortText), raw.Clip(c.Version, raw.ShortText)}
		}
	}
	d := raw.Draft{Subject: tg.Name, IDs: tg.IDs(), Collected: b.timestamp, Collector: raw.Clip(raw.First(b.tool.Name, "cyclonedx"), raw.ShortText)}
	if tg.Name == "" {
		d.Collector += " " + s.Opt.Path
	}
	common := func(c raw.Scan, looked []string) *raw.Fields {
		return s.Fields().Value("tool", s.Tool(b.tool.Name, b.tool.Version)).Value("target", s.Target(tg)).
			Value("scan", s.Scan(c)).Texts("examined", looked, raw.ShortText, true)
	}
	bare := len(b.components) == 0 && b.subject == nil
	if !bare {
		d.Kind = raw.SBOM
		d.Payload = common(raw.Scan{Ended: b.timestamp}, []string{s.Name(tg)}).List("components", b.components).List("licenses", nil).Object()
		if err := s.Emit(d); err != nil {
			return err
		}
	}
	if len(b.vulns) == 0 {
		return b.silent(tg, bare)
	}
	c, looked := raw.Scan{Ended: b.timestamp}, []string{s.Name(tg)}
	if bare {
		// Statements on vulnerabilities of something described elsewhere: no
		// scan of anything.
		c.Reasons, looked = []string{"not-a-scan"}, nil
	}
	findings := make([]*raw.Term, 0, len(b.vulns))
	for i := range b.vulns {
		findings = append(findings, b.vuln(&b.vulns[i], s.Name(tg), c.Ok()))
	}
	d.Kind = raw.Vulnerabilities
	d.Payload = common(c, looked).List("findings", findings).Object()
	return s.Emit(d)
}

// silent says so where the source declares vulnerabilities, or where the file
// holds nothing at all.
func (b *cyclonedxBOM) silent(tg raw.Target, bare bool) error {
	switch {
	case b.s.Declares(raw.Vulnerabilities):
		return b.s.Unshown(raw.Vulnerabilities, tg.IDs(),
			"the bill of materials lists no vulnerability, and does not show that any was looked for",
			"declare a scanner's own report for vulnerabilities, or take the kind out of the source's `kinds:`")
	case bare:
		return b.s.Unshown(raw.SBOM, tg.IDs(), "the bill of materials is empty", "look at how it was made")
	}
	return nil
}

// vuln turns a vulnerability into a finding. Its analysis is a statement on
// exploitability by whoever wrote the file; unsigned, it changes no verdict
// and is only shown.
func (b *cyclonedxBOM) vuln(v *cyclonedxVuln, target string, ok bool) *raw.Term {
	s := b.s
	word, score := v.rating()
	status := raw.Fail
	if !ok {
		status = raw.Undecided
	}
	suppressed := slices.Contains([]string{"not_affected", "false_positive", "resolved", "resolved_with_pedigree"}, v.Analysis.State)
	reason := ""
	if suppressed {
		reason = raw.First(v.Analysis.Justification, v.Analysis.Detail, v.Analysis.State)
	}
	var affected, cwes []string
	pkg := [2]string{}
	for i, a := range v.Affects {
		affected = append(affected, raw.Clip(a.Ref, raw.LongText))
		if i == 0 {
			if pkg = b.refs[a.Ref]; pkg[0] == "" {
				pkg[0] = raw.Clip(a.Ref, raw.ShortText)
			}
		}
	}
	for _, c := range v.CWEs {
		if c > 0 {
			cwes = append(cwes, "CWE-"+strconv.Itoa(c))
		}
	}
	return s.Fields().
		Must("id", raw.Clip(raw.First(v.ID, "unnamed"), raw.ShortText)).
		Text("title", v.Description, raw.LongText).
		Must("severity", word).
		Must("status", status).Must("upstream_status", raw.Clip(v.Analysis.State, raw.ShortText)).
		Flag("suppressed", suppressed).Text("suppression", reason, raw.LongText).
		Must("target", target).
		Value("package", s.Fields().Must("name", pkg[0]).Must("version", pkg[1]).Object()).
		Texts("affected", affected, raw.LongText, false).
		CVSS(score).
		Text("published", raw.Stamp(v.Published), raw.ShortText).
		Texts("cwe", cwes, raw.ShortText, false).
		Text("position", v.position, raw.ShortText).
		Term()
}

// rating is the worst severity that any rating gives, by word or by score, and
// the highest CVSS 3 score, else 4, else 2.
func (v *cyclonedxVuln) rating() (string, raw.CVSS) {
	order := []string{"none", "low", "moderate", "high", "critical"}
	worst, at := "unknown", -1
	best := map[string]raw.CVSS{}
	for _, r := range v.Ratings {
		version := ""
		switch {
		case strings.HasPrefix(r.Method, "CVSSv3"):
			version = map[string]string{"CVSSv3": "3.0", "CVSSv31": "3.1"}[r.Method]
		case r.Method == "CVSSv4":
			version = "4.0"
		case r.Method == "CVSSv2":
			version = "2.0"
		}
		word := raw.Severity(r.Severity)
		if word == "unknown" && version != "" && r.Score > 0 {
			word = raw.SeverityOfScore(r.Score)
		}
		if i := slices.Index(order, word); i > at {
			worst, at = word, i
		}
		c := raw.CVSS{Version: raw.VectorVersion(r.Vector, version), Score: r.Score, Vector: r.Vector}
		if major := c.Version[:min(1, len(c.Version))]; c.Known() && c.Score > best[major].Score {
			best[major] = c
		}
	}
	for _, major := range []string{"3", "4", "2"} {
		if c, ok := best[major]; ok {
			return worst, c
		}
	}
	return worst, raw.CVSS{}
}

func isCycloneDX(h raw.Head) bool { return !h.List && h.Is("bomFormat", "CycloneDX") }
