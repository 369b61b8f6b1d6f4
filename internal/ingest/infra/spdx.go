package infra

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// spdxNames are the member names of SPDX 2 that errors may print.
const spdxNames = `spdxVersion SPDXID name documentNamespace creationInfo created creators documentDescribes packages
versionInfo licenseConcluded licenseDeclared externalRefs referenceType referenceLocator checksums algorithm checksumValue
primaryPackagePurpose relationships spdxElementId relationshipType relatedSpdxElement files sbom`

// spdxDocument is what is known of a document of SPDX 2 while it is read.
type spdxDocument struct {
	s *raw.Source
	j *raw.JSON

	version   string
	name      string
	namespace string
	info      struct {
		Created  string   `json:"created"`
		Creators []string `json:"creators"`
	}
	describes []string
	packages  []spdxPackage
}

type spdxPackage struct {
	ID        string `json:"SPDXID"`
	Name      string `json:"name"`
	Version   string `json:"versionInfo"`
	Purpose   string `json:"primaryPackagePurpose"`
	Concluded string `json:"licenseConcluded"`
	Declared  string `json:"licenseDeclared"`
	Refs      []struct {
		Type    string `json:"referenceType"`
		Locator string `json:"referenceLocator"`
	} `json:"externalRefs"`
	Checksums []struct {
		Algorithm string `json:"algorithm"`
		Value     string `json:"checksumValue"`
	} `json:"checksums"`

	position string
}

// readSPDX reads a document of SPDX 2.2 or 2.3 in JSON, by itself or as the
// dependency graph of GitHub wraps it.
//
// Source: SPDX specification 2.3, clauses 6 (creation information), 7 (packages)
// and 11 (relationships). Files and snippets are no parts and are not read.
func readSPDX(ctx context.Context, s *raw.Source) error {
	d := &spdxDocument{s: s, j: raw.NewJSON(ctx, s, spdxNames)}
	err := d.j.Object(func(name string) error {
		if name == "sbom" {
			return d.j.Object(d.member)
		}
		return d.member(name)
	})
	if err != nil {
		return err
	}
	if err := d.j.End(); err != nil {
		return err
	}
	switch {
	case d.version == "":
		return &raw.Fault{Code: raw.FaultFormat, Pointer: "/spdxVersion"}
	case d.version != "SPDX-2.2" && d.version != "SPDX-2.3":
		return &raw.Fault{Code: raw.FaultVersion, Pointer: "/spdxVersion"}
	}
	s.Finish()
	return d.emit()
}

func (d *spdxDocument) member(name string) error {
	switch name {
	case "spdxVersion":
		return d.j.Into(&d.version)
	case "name":
		return d.j.Into(&d.name)
	case "documentNamespace":
		return d.j.Into(&d.namespace)
	case "creationInfo":
		return d.j.Into(&d.info)
	case "documentDescribes":
		return d.j.Into(&d.describes)
	case "packages":
		return raw.Records(d.j, &d.packages, func(p *spdxPackage, at string) { p.position = at })
	case "relationships":
		return d.j.Array(func(int) error {
			var r struct {
				From string `json:"spdxElementId"`
				Type string `json:"relationshipType"`
				To   string `json:"relatedSpdxElement"`
			}
			err := d.j.Into(&r)
			if r.Type == "DESCRIBES" && r.From == "SPDXRef-DOCUMENT" {
				d.describes = append(d.describes, r.To)
			}
			return err
		})
	}
	return d.j.Skip()
}

func (d *spdxDocument) emit() error {
	b := spdxBill{s: d.s, created: d.info.Created, tool: "spdx", name: d.name}
	for _, c := range d.info.Creators {
		if name, ok := strings.CutPrefix(c, "Tool: "); ok {
			b.tool = name
			break
		}
	}
	slices.Sort(d.describes)
	d.describes = slices.Compact(d.describes)
	for i := range d.packages {
		p := d.packages[i].part()
		if len(d.describes) == 1 && p.ref == d.describes[0] {
			b.subject = &p
		}
		b.parts = append(b.parts, p)
	}
	return b.emit()
}

func (p *spdxPackage) part() spdxPart {
	out := spdxPart{ref: p.ID, name: p.Name, version: p.Version, purpose: strings.ToLower(p.Purpose), position: p.position}
	for _, r := range p.Refs {
		if r.Type == "purl" {
			out.purl = r.Locator
			break
		}
	}
	for _, c := range p.Checksums {
		if c.Algorithm == "SHA256" {
			out.digest = "sha256:" + c.Value
		}
	}
	if l := spdxLicense(p.Concluded, p.Declared); l != "" {
		out.licenses = []string{l}
	}
	return out
}

// spdxLicense is the first license expression that says something.
func spdxLicense(expressions ...string) string {
	for _, e := range expressions {
		if e != "" && e != "NOASSERTION" && e != "NONE" {
			return e
		}
	}
	return ""
}

// spdxPart is a package of any version of SPDX.
type spdxPart struct {
	ref, name, version, purpose, purl, digest, position string
	licenses                                            []string
}

// spdxBill is a bill of materials of any version of SPDX.
type spdxBill struct {
	s                   *raw.Source
	created, tool, name string
	subject             *spdxPart // what it describes, where that is one package
	parts               []spdxPart
}

func (b *spdxBill) target() raw.Target {
	p := b.subject
	if p == nil || p.name == "" {
		return raw.Target{Kind: "unknown", Name: b.name}
	}
	t := raw.Target{Kind: "application", Name: p.name, Revision: p.version, Digest: p.digest,
		Aliases: []string{b.name, p.purl, p.name + ":" + p.version, p.name + "@" + p.version}}
	switch p.purpose {
	case "container":
		t.Kind = "image"
	case "operating-system", "operatingsystem", "device":
		t.Kind = "host"
	case "library", "file", "firmware":
		t.Kind = "sbom"
	}
	if strings.HasPrefix(p.version, "sha256:") {
		t.Digest = p.version
	}
	return t
}

// emit yields the bill of materials; one without a package shows nothing.
func (b *spdxBill) emit() error {
	s, tg := b.s, b.target()
	if len(b.parts) == 0 {
		return s.Unshown(raw.SBOM, tg.IDs(), "the bill of materials lists no package", "look at how it was made")
	}
	parts := make([]*raw.Term, 0, len(b.parts))
	for _, p := range b.parts {
		parts = append(parts, s.Fields().
			Must("name", raw.Clip(p.name, raw.ShortText)).Must("version", raw.Clip(p.version, raw.ShortText)).
			Must("type", raw.Clip(raw.First(p.purpose, "unknown"), raw.ShortText)).
			Text("ref", p.ref, raw.LongText).Text("purl", p.purl, raw.LongText).
			Texts("licenses", p.licenses, raw.ShortText, true).
			Text("position", p.position, raw.ShortText).Term())
	}
	d := raw.Draft{Kind: raw.SBOM, Subject: tg.Name, IDs: tg.IDs(), Collected: b.created, Collector: raw.Clip(b.tool, raw.ShortText)}
	if tg.Name == "" {
		d.Collector += " " + s.Opt.Path
	}
	d.Payload = s.Fields().Value("tool", s.Tool(b.tool, "")).Value("target", s.Target(tg)).
		Value("scan", s.Scan(raw.Scan{Ended: b.created})).Texts("examined", []string{s.Name(tg)}, raw.ShortText, true).
		List("components", parts).List("licenses", nil).Object()
	return s.Emit(d)
}

func isSPDX(h raw.Head) bool {
	if h.List || h.Lines {
		return false
	}
	return h.Has("spdxVersion") || h.Has("sbom") && h.In("sbom").Has("SPDXID")
}

// spdx3Names are the member names of SPDX 3 that errors may print.
const spdx3Names = `@context @graph @id type spdxId name creationInfo created specVersion createdUsing rootElement
software_packageVersion software_packageUrl software_primaryPurpose verifiedUsing algorithm hashValue relationshipType from to
simplelicensing_licenseExpression`

// spdx3Element is an element of the graph, as far as any sort of it is read.
type spdx3Element struct {
	ID         string         `json:"spdxId"`
	Blank      string         `json:"@id"`
	Type       string         `json:"type"`
	Name       string         `json:"name"`
	Info       jsontext.Value `json:"creationInfo"`
	Created    string         `json:"created"`
	Spec       string         `json:"specVersion"`
	Using      []string       `json:"createdUsing"`
	Root       []string       `json:"rootElement"`
	Version    string         `json:"software_packageVersion"`
	URL        string         `json:"software_packageUrl"`
	Purpose    string         `json:"software_primaryPurpose"`
	From       string         `json:"from"`
	To         []string       `json:"to"`
	Relation   string         `json:"relationshipType"`
	Expression string         `json:"simplelicensing_licenseExpression"`
	Verified   []struct {
		Algorithm string `json:"algorithm"`
		Value     string `json:"hashValue"`
	} `json:"verifiedUsing"`
}

// readSPDX3 reads a document of SPDX 3.0 as JSON-LD in its canonical form: a
// context and a graph of elements. Packages are parts; of the other elements only
// what tells of packages is used.
//
// Source: SPDX specification 3.0.1, Core, Software and SimpleLicensing profiles,
// annex on JSON-LD serialization. A form that is not the canonical one (expanded,
// or with a context of its own) is refused by its version.
func readSPDX3(ctx context.Context, s *raw.Source) error {
	j := raw.NewJSON(ctx, s, spdx3Names)
	b := spdxBill{s: s, tool: "spdx"}
	var context, version string
	var info, using, roots []string
	created, names, licenses, expressions := map[string]string{}, map[string]string{}, map[string][]string{}, map[string]string{}
	element := func(int) error {
		var e spdx3Element
		if err := j.Into(&e); err != nil {
			return err
		}
		switch names[e.ID] = e.Name; e.Type {
		case "CreationInfo":
			created[e.Blank] = e.Created
			version, using = raw.First(version, e.Spec), append(using, e.Using...)
		case "SpdxDocument":
			if b.name = raw.First(b.name, e.Name); len(roots) == 0 {
				roots = e.Root
			}
			var ref string
			if t, err := jsontext.AppendUnquote(nil, e.Info); err == nil {
				ref = string(t)
			}
			info = append(info, ref)
		case "software_Sbom":
			roots = e.Root // nearer to what is described than the document
		case "simplelicensing_LicenseExpression":
			expressions[e.ID] = e.Expression
		case "Relationship":
			if e.Relation == "hasConcludedLicense" || e.Relation == "hasDeclaredLicense" {
				licenses[e.From] = append(licenses[e.From], e.To...)
			}
		case "software_Package":
			if err := j.Count(); err != nil {
				return err
			}
			p := spdxPart{ref: e.ID, name: e.Name, version: e.Version, purpose: strings.ToLower(e.Purpose), purl: e.URL, position: j.Here()}
			for _, v := range e.Verified {
				if v.Algorithm == "sha256" {
					p.digest = "sha256:" + v.Value
				}
			}
			b.parts = append(b.parts, p)
		}
		return nil
	}
	err := j.Object(func(name string) error {
		switch name {
		case "@context":
			if j.Kind() == '"' {
				return j.Into(&context)
			}
		case "@graph":
			return j.Array(element)
		}
		return j.Skip()
	})
	if err != nil {
		return err
	}
	if err := j.End(); err != nil {
		return err
	}
	switch {
	case context == "":
		return &raw.Fault{Code: raw.FaultFormat, Pointer: "/@context"}
	case !strings.HasPrefix(context, "https://spdx.org/rdf/3.0") || version != "" && !strings.HasPrefix(version, "3.0"):
		return &raw.Fault{Code: raw.FaultVersion, Pointer: "/@context"}
	}
	s.Finish()
	for _, ref := range info {
		b.created = raw.First(b.created, created[ref])
	}
	for _, ref := range using {
		b.tool = raw.First(names[ref], b.tool)
	}
	for i := range b.parts {
		p := &b.parts[i]
		seen := map[string]bool{}
		for _, ref := range licenses[p.ref] {
			if l := spdxLicense(expressions[ref]); l != "" && !seen[l] {
				seen[l] = true
				p.licenses = append(p.licenses, l)
			}
		}
		if len(roots) == 1 && p.ref == roots[0] {
			b.subject = p
		}
	}
	return b.emit()
}

// isSPDX3 knows the context that the specification prescribes.
func isSPDX3(h raw.Head) bool {
	return !h.List && strings.HasPrefix(h.Value("@context"), `"https://spdx.org/rdf/3`)
}

// readSPDXText refuses the tag-value form by its name.
func readSPDXText(_ context.Context, s *raw.Source) error {
	if _, err := s.All(); err != nil {
		return err
	}
	s.Finish()
	return s.Unshown(raw.SBOM, nil, "SPDX in tag-value form is not read", "write it as JSON, for example `syft convert FILE -o spdx-json`")
}

func isSPDXText(h raw.Head) bool {
	return bytes.HasPrefix(h.Text, []byte("SPDXVersion:")) || bytes.Contains(h.Text[:min(len(h.Text), 4096)], []byte("\nSPDXVersion: SPDX-"))
}
