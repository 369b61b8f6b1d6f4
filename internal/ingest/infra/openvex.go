package infra

import (
	"context"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// openvexStatement is a record of OpenVEX. What may be a text or an object,
// depending on the version, is taken as it comes.
type openvexStatement struct {
	Vulnerability jsontext.Value   `json:"vulnerability"`
	Products      []jsontext.Value `json:"products"`
	Subcomponents []jsontext.Value `json:"subcomponents"` // before 0.2.0
	Status        string           `json:"status"`
	Justification string           `json:"justification"`
	Impact        string           `json:"impact_statement"`
	Time          string           `json:"timestamp"`
	Updated       string           `json:"last_updated"`
}

// openvexProduct is a product or subcomponent that is an object.
type openvexProduct struct {
	ID          string `json:"@id"`
	Identifiers struct {
		PURL  string `json:"purl"`
		CPE23 string `json:"cpe23"`
		CPE22 string `json:"cpe22"`
	} `json:"identifiers"`
	Hashes        map[string]string `json:"hashes"`
	Subcomponents []jsontext.Value  `json:"subcomponents"`
}

// readOpenVEX reads an OpenVEX document. A statement without a time of its own
// has the document's.
//
// Source: OpenVEX specification 0.2.0, and 0.0.x before it.
func readOpenVEX(ctx context.Context, s *raw.Source) error {
	v := newVEX(ctx, s)
	about, updated := "", ""
	err := v.j.Object(func(name string) error {
		switch name {
		case "@context":
			return v.j.Into(&about)
		case "@id":
			return v.j.Into(&v.id)
		case "author":
			return v.j.Into(&v.author)
		case "timestamp":
			return v.j.Into(&v.at)
		case "last_updated":
			return v.j.Into(&updated)
		case "statements":
			return v.j.Array(func(int) error { return v.openvex() })
		}
		return v.j.Skip()
	})
	if err != nil {
		return err
	}
	if err := v.j.End(); err != nil {
		return err
	}
	if !strings.HasPrefix(about, "https://openvex.dev/ns") {
		return &raw.Fault{Code: raw.FaultFormat, Pointer: "/@context"}
	}
	v.at = raw.First(raw.Stamp(updated), v.at)
	for i := range v.statements {
		v.statements[i].time = raw.First(v.statements[i].time, v.at)
	}
	return v.emit()
}

// openvex reads one statement.
func (v *vexFile) openvex() error {
	if v.j.Kind() != '{' {
		return v.j.Mistyped()
	}
	if err := v.j.Count(); err != nil {
		return err
	}
	e, err := v.j.Next()
	if err != nil {
		return err
	}
	var r openvexStatement
	if json.Unmarshal(e.Value, &r) != nil {
		return v.j.KeepEntry("statement", e)
	}
	x := vexStatement{
		status: r.Status, justification: justified(r.Justification), explained: strings.TrimSpace(r.Impact) != "",
		time: raw.First(raw.Stamp(r.Updated), raw.Stamp(r.Time)), position: e.Position,
	}
	x.vulnerability, x.aliases = openvexVulnerability(r.Vulnerability)
	ok := x.vulnerability != "" && slices.Contains(vexStatuses, x.status) && len(r.Products) > 0
	common, fine := openvexProducts(r.Subcomponents)
	ok = ok && fine
	for _, text := range r.Products {
		p, fine := openvexProductOf(text)
		ok = ok && fine
		p.parts = append(p.parts, common...)
		x.products = append(x.products, p)
	}
	if !ok {
		return v.j.KeepEntry("statement", e)
	}
	v.add(x)
	return nil
}

// openvexVulnerability reads a vulnerability: an object, or before 0.2.0 its name.
func openvexVulnerability(text jsontext.Value) (name string, aliases []string) {
	var o struct {
		Name    string   `json:"name"`
		Aliases []string `json:"aliases"`
	}
	switch {
	case len(text) == 0:
	case text.Kind() == '"':
		_ = json.Unmarshal(text, &name) // a text that is none names nothing
	case json.Unmarshal(text, &o) == nil:
		return o.Name, o.Aliases
	}
	return name, nil
}

// openvexProducts reads parts; false where one of them cannot be understood.
func openvexProducts(list []jsontext.Value) (out []vexProduct, ok bool) {
	for _, text := range list {
		p, ok := openvexProductOf(text)
		if !ok {
			return nil, false
		}
		out = append(out, p)
	}
	return out, true
}

// openvexProductOf reads a product: an object, or before 0.2.0 its name. A name
// that is a package URL tells the product where no identifier does. What names
// nothing at all is refused: it would stand for any product.
func openvexProductOf(text jsontext.Value) (p vexProduct, ok bool) {
	var o openvexProduct
	if text.Kind() == '"' {
		_ = json.Unmarshal(text, &o.ID)
	} else if json.Unmarshal(text, &o) != nil {
		return p, false
	}
	p = vexProduct{id: o.ID, purl: o.Identifiers.PURL, cpe: raw.First(o.Identifiers.CPE23, o.Identifiers.CPE22), digest: vexDigest(o.Hashes["sha-256"])}
	if p.purl == "" && strings.HasPrefix(o.ID, "pkg:") {
		p.purl = o.ID
	}
	p.parts, ok = openvexProducts(o.Subcomponents)
	for i := range p.parts {
		p.parts[i].parts = nil // parts have none of their own
	}
	return p, ok && (p.id != "" || p.purl != "" || p.cpe != "" || p.digest != "")
}

func isOpenVEX(h raw.Head) bool {
	return !h.List && strings.HasPrefix(h.Value("@context"), `"https://openvex.dev/ns`)
}
