package ingest

import (
	"context"
	"slices"
	"strconv"
	"strings"
)

// cyclonedxNames are the member names of CycloneDX that errors may print.
const cyclonedxNames = `bomFormat specVersion serialNumber version metadata timestamp tools component components
vulnerabilities id source ratings severity score method vector affects ref analysis state name purl
licenses license hashes alg content published cwes type group`

// cyclonedxBOM is what is known of a bill of materials while it is read.
type cyclonedxBOM struct {
	s *source
	j *jsonReader

	format, spec string
	timestamp    string
	tool         cyclonedxTool
	subject      *cyclonedxComponent
	components   []*term
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
func readCycloneDX(ctx context.Context, s *source) error {
	b := &cyclonedxBOM{s: s, j: newJSON(ctx, s, cyclonedxNames), refs: map[string][2]string{}}
	if err := b.j.object(b.member); err != nil {
		return err
	}
	if err := b.j.end(); err != nil {
		return err
	}
	switch {
	case b.format != "CycloneDX":
		return &fault{code: faultFormat, pointer: "/bomFormat"}
	case !slices.Contains([]string{"1.2", "1.3", "1.4", "1.5", "1.6", "1.7"}, b.spec):
		return &fault{code: faultVersion, pointer: "/specVersion"}
	}
	s.finish()
	return b.emit()
}

func (b *cyclonedxBOM) member(name string) error {
	switch name {
	case "bomFormat":
		return b.j.into(&b.format)
	case "specVersion":
		return b.j.into(&b.spec)
	case "metadata":
		return b.j.object(b.metadata)
	case "components":
		return b.j.array(func(int) error {
			var c cyclonedxComponent
			if err := b.j.into(&c); err != nil {
				return err
			}
			return b.add(&c, b.j.here())
		})
	case "vulnerabilities":
		return records(b.j, &b.vulns, func(v *cyclonedxVuln, at string) {
			v.position, v.Description = at, clip(v.Description, longText)
		})
	}
	return b.j.skip()
}

func (b *cyclonedxBOM) metadata(name string) error {
	switch name {
	case "timestamp":
		return b.j.into(&b.timestamp)
	case "component":
		return b.j.into(&b.subject)
	case "tools":
		return b.tools()
	}
	return b.j.skip()
}

// tools reads the first tool: a list up to 1.4, an object with components
// since 1.5.
func (b *cyclonedxBOM) tools() error {
	one := func(int) error {
		var t cyclonedxTool
		err := b.j.into(&t)
		if b.tool.Name == "" {
			b.tool = t
		}
		return err
	}
	if b.j.kind() == '[' {
		return b.j.array(one)
	}
	return b.j.object(func(name string) error {
		if name == "components" || name == "services" {
			return b.j.array(one)
		}
		return b.j.skip()
	})
}

// add keeps a component and those inside it.
func (b *cyclonedxBOM) add(c *cyclonedxComponent, position string) error {
	if err := b.j.count(); err != nil {
		return err
	}
	name := c.fullName()
	var licenses []string
	for _, l := range c.Licenses {
		licenses = append(licenses, first(l.License.ID, l.License.Name, l.Expression, "unnamed"))
	}
	b.components = append(b.components, b.s.fields().
		must("name", clip(name, shortText)).must("version", clip(c.Version, shortText)).
		must("type", clip(first(c.Type, "unknown"), shortText)).
		text("ref", c.Ref, longText).text("purl", c.PURL, longText).
		texts("licenses", licenses, shortText, true).
		text("position", position, shortText).term())
	if c.Ref != "" {
		b.refs[c.Ref] = [2]string{clip(name, shortText), clip(c.Version, shortText)}
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

func (b *cyclonedxBOM) target() target {
	c := b.subject
	if c == nil || c.Name == "" {
		return target{}
	}
	t := target{kind: "application", name: c.fullName(), revision: c.Version, aliases: []string{c.PURL, c.Name + ":" + c.Version, c.Name + "@" + c.Version}}
	switch c.Type {
	case "container":
		t.kind = "image"
	case "file", "firmware", "library":
		t.kind = "sbom"
	case "device", "operating-system":
		t.kind = "host"
	}
	if strings.HasPrefix(c.Version, "sha256:") {
		t.digest = c.Version
	}
	for _, h := range c.Hashes {
		if h.Algorithm == "SHA-256" && t.digest == "" {
			t.digest = "sha256:" + h.Content
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
			b.refs[c.Ref] = [2]string{clip(c.fullName(), shortText), clip(c.Version, shortText)}
		}
	}
	d := draft{subject: tg.name, ids: tg.ids(), collected: b.timestamp, collector: clip(first(b.tool.Name, "cyclonedx"), shortText)}
	if tg.name == "" {
		d.collector += " " + s.opt.Path
	}
	common := func(c scan, looked []string) *fields {
		return s.fields().value("tool", s.tool(b.tool.Name, b.tool.Version)).value("target", s.target(tg)).
			value("scan", s.scan(c)).texts("examined", looked, shortText, true)
	}
	bare := len(b.components) == 0 && b.subject == nil
	if !bare {
		d.kind = SBOM
		d.payload = common(scan{ended: b.timestamp}, []string{s.name(tg)}).list("components", b.components).list("licenses", nil).object()
		if err := s.emit(d); err != nil {
			return err
		}
	}
	if len(b.vulns) == 0 {
		return b.silent(tg, bare)
	}
	c, looked := scan{ended: b.timestamp}, []string{s.name(tg)}
	if bare {
		// Statements on vulnerabilities of something described elsewhere: no
		// scan of anything.
		c.reasons, looked = []string{"not-a-scan"}, nil
	}
	findings := make([]*term, 0, len(b.vulns))
	for i := range b.vulns {
		findings = append(findings, b.vuln(&b.vulns[i], s.name(tg), c.ok()))
	}
	d.kind = Vulnerabilities
	d.payload = common(c, looked).list("findings", findings).object()
	return s.emit(d)
}

// silent says so where the source declares vulnerabilities, or where the file
// holds nothing at all.
func (b *cyclonedxBOM) silent(tg target, bare bool) error {
	switch {
	case b.s.declares(Vulnerabilities):
		return b.s.unshown(Vulnerabilities, tg.ids(),
			"the bill of materials lists no vulnerability, and does not show that any was looked for",
			"declare a scanner's own report for vulnerabilities, or take the kind out of the source's `kinds:`")
	case bare:
		return b.s.unshown(SBOM, tg.ids(), "the bill of materials is empty", "look at how it was made")
	}
	return nil
}

// vuln turns a vulnerability into a finding. Its analysis is a statement on
// exploitability by whoever wrote the file; unsigned, it changes no verdict
// and is only shown.
func (b *cyclonedxBOM) vuln(v *cyclonedxVuln, target string, ok bool) *term {
	s := b.s
	word, score := v.rating()
	status := fail
	if !ok {
		status = undecided
	}
	suppressed := slices.Contains([]string{"not_affected", "false_positive", "resolved", "resolved_with_pedigree"}, v.Analysis.State)
	reason := ""
	if suppressed {
		reason = first(v.Analysis.Justification, v.Analysis.Detail, v.Analysis.State)
	}
	var affected, cwes []string
	pkg := [2]string{}
	for i, a := range v.Affects {
		affected = append(affected, clip(a.Ref, longText))
		if i == 0 {
			if pkg = b.refs[a.Ref]; pkg[0] == "" {
				pkg[0] = clip(a.Ref, shortText)
			}
		}
	}
	for _, c := range v.CWEs {
		if c > 0 {
			cwes = append(cwes, "CWE-"+strconv.Itoa(c))
		}
	}
	return s.fields().
		must("id", clip(first(v.ID, "unnamed"), shortText)).
		text("title", v.Description, longText).
		must("severity", word).
		must("status", status).must("upstream_status", clip(v.Analysis.State, shortText)).
		flag("suppressed", suppressed).text("suppression", reason, longText).
		must("target", target).
		value("package", s.fields().must("name", pkg[0]).must("version", pkg[1]).object()).
		texts("affected", affected, longText, false).
		cvss(score).
		text("published", stamp(v.Published), shortText).
		texts("cwe", cwes, shortText, false).
		text("position", v.position, shortText).
		term()
}

// rating is the worst severity that any rating gives, by word or by score, and
// the highest CVSS 3 score, else 4, else 2.
func (v *cyclonedxVuln) rating() (string, cvss) {
	order := []string{"none", "low", "moderate", "high", "critical"}
	worst, at := "unknown", -1
	best := map[string]cvss{}
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
		word := severity(r.Severity)
		if word == "unknown" && version != "" && r.Score > 0 {
			word = severityOfScore(r.Score)
		}
		if i := slices.Index(order, word); i > at {
			worst, at = word, i
		}
		c := cvss{vectorVersion(r.Vector, version), r.Score, r.Vector}
		if major := c.version[:min(1, len(c.version))]; c.known() && c.score > best[major].score {
			best[major] = c
		}
	}
	for _, major := range []string{"3", "4", "2"} {
		if c, ok := best[major]; ok {
			return worst, c
		}
	}
	return worst, cvss{}
}
