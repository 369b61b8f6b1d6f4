package infra

import (
	"context"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// maxNamed is how many products the statements of one CSAF file may name
// together: flags and statuses name groups of products, so that a small file may
// mean a very large one.
const maxNamed = 1_000_000

// csafFile is a CSAF document: its products and, until these are known, what is
// said of them.
type csafFile struct {
	*vexFile
	products map[string]vexProduct // by product id
	groups   map[string][]string   // product ids by group id
	said     []csafVulnerability
	named    int
}

// csafProduct is a full product name.
type csafProduct struct {
	ID     string `json:"product_id"`
	Name   string `json:"name"`
	Helper struct {
		CPE    string   `json:"cpe"`
		PURL   string   `json:"purl"`
		PURLs  []string `json:"purls"` // 2.1
		Hashes []struct {
			Files []struct {
				Algorithm string `json:"algorithm"`
				Value     string `json:"value"`
			} `json:"file_hashes"`
		} `json:"hashes"`
	} `json:"product_identification_helper"`
}

type csafBranch struct {
	Product  *csafProduct `json:"product"`
	Branches []csafBranch `json:"branches"`
}

type csafTree struct {
	Branches      []csafBranch  `json:"branches"`
	Names         []csafProduct `json:"full_product_names"`
	Relationships []struct {
		Category string      `json:"category"`
		Product  csafProduct `json:"full_product_name"`
		Part     string      `json:"product_reference"`
		Of       string      `json:"relates_to_product_reference"`
	} `json:"relationships"`
	Groups []struct {
		ID       string   `json:"group_id"`
		Products []string `json:"product_ids"`
	} `json:"product_groups"`
}

// csafScope is what of a vulnerability names products: a flag, a threat.
type csafScope struct {
	Label    string   `json:"label"`
	Category string   `json:"category"`
	Details  string   `json:"details"`
	Products []string `json:"product_ids"`
	Groups   []string `json:"group_ids"`
}

type csafVulnerability struct {
	CVE string `json:"cve"`
	IDs []struct {
		Text string `json:"text"`
	} `json:"ids"`
	Status struct {
		FirstAffected []string `json:"first_affected"`
		KnownAffected []string `json:"known_affected"`
		LastAffected  []string `json:"last_affected"`
		Investigating []string `json:"under_investigation"`
		FirstFixed    []string `json:"first_fixed"`
		Fixed         []string `json:"fixed"`
		NotAffected   []string `json:"known_not_affected"`
	} `json:"product_status"`
	Flags   []csafScope `json:"flags"`
	Threats []csafScope `json:"threats"`

	position string
}

// readCSAF reads a CSAF document: a VEX or any other advisory with a product
// status. Flags are its justifications, threats of category impact its impact
// statements. The product tree, whose names the statements use, is kept beside
// them as it is.
//
// Source: OASIS Common Security Advisory Framework 2.0 and 2.1, sections 3.2.2,
// 3.2.3 and 4.5.
func readCSAF(ctx context.Context, s *raw.Source) error {
	v := &csafFile{vexFile: newVEX(ctx, s), products: map[string]vexProduct{}, groups: map[string][]string{}}
	version := ""
	err := v.j.Object(func(name string) error {
		switch name {
		case "document":
			var d struct {
				Version   string `json:"csaf_version"`
				Publisher struct {
					Name string `json:"name"`
				} `json:"publisher"`
				Tracking struct {
					ID      string `json:"id"`
					Status  string `json:"status"`
					Release string `json:"current_release_date"`
				} `json:"tracking"`
			}
			err := v.j.Into(&d)
			version, v.author, v.id, v.at = d.Version, d.Publisher.Name, d.Tracking.ID, d.Tracking.Release
			v.draft = d.Tracking.Status == "draft"
			return err
		case "product_tree":
			return v.tree()
		case "vulnerabilities":
			return v.j.Array(func(int) error { return v.vulnerability() })
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
	case version == "":
		return &raw.Fault{Code: raw.FaultFormat, Pointer: "/document/csaf_version"}
	case version != "2.0" && version != "2.1":
		return &raw.Fault{Code: raw.FaultVersion, Pointer: "/document/csaf_version"}
	}
	for i := range v.said {
		if err := v.state(&v.said[i]); err != nil {
			return err
		}
	}
	return v.emit()
}

// record reads the next value, which must be an object.
func (v *csafFile) record() (raw.Entry, error) {
	if v.j.Kind() != '{' {
		return raw.Entry{}, v.j.Mistyped()
	}
	if err := v.j.Count(); err != nil {
		return raw.Entry{}, err
	}
	return v.j.Next()
}

// tree reads the product tree. One that cannot be understood names no product.
func (v *csafFile) tree() error {
	e, err := v.record()
	if err != nil {
		return err
	}
	var t csafTree
	if json.Unmarshal(e.Value, &t) == nil {
		v.branches(t.Branches)
		for i := range t.Names {
			v.product(&t.Names[i])
		}
		for i := range t.Relationships {
			r := &t.Relationships[i]
			part, of := v.products[r.Part], v.products[r.Of]
			p := vexProduct{id: raw.First(r.Product.Name, r.Product.ID)}
			// Only of names that stand for one product each is it known what
			// they are together.
			if r.Category == "default_component_of" || r.Category == "installed_on" || r.Category == "installed_with" {
				if part.id != "" && of.id != "" && len(part.parts) == 0 && len(of.parts) == 0 {
					p.purl, p.cpe, p.digest, p.parts = of.purl, of.cpe, of.digest, []vexProduct{part}
				}
			}
			v.know(r.Product.ID, p)
		}
		for _, g := range t.Groups {
			v.groups[g.ID] = g.Products
		}
	}
	return v.j.KeepEntry("product-tree", e)
}

func (v *csafFile) branches(list []csafBranch) {
	for i := range list {
		if list[i].Product != nil {
			v.product(list[i].Product)
		}
		v.branches(list[i].Branches)
	}
}

// product learns a product by its id.
func (v *csafFile) product(c *csafProduct) {
	h := &c.Helper
	p := vexProduct{id: raw.First(c.Name, c.ID), cpe: h.CPE, purl: h.PURL}
	if p.purl == "" && len(h.PURLs) == 1 {
		p.purl = h.PURLs[0]
	}
	for _, hash := range h.Hashes {
		for _, f := range hash.Files {
			if f.Algorithm == "sha256" {
				p.digest = raw.First(p.digest, vexDigest(f.Value))
			}
		}
	}
	v.know(c.ID, p)
}

// know enters a product. An id that stands for two is neither: the document
// contradicts itself.
func (v *csafFile) know(id string, p vexProduct) {
	if _, twice := v.products[id]; twice {
		p = vexProduct{id: raw.First(p.id, id)}
	}
	v.products[id] = p
}

// vulnerability reads a record of what is said of a vulnerability.
func (v *csafFile) vulnerability() error {
	e, err := v.record()
	if err != nil {
		return err
	}
	c := csafVulnerability{position: e.Position}
	if json.Unmarshal(e.Value, &c) != nil || len(c.names()) == 0 || len(c.statuses()) == 0 {
		return v.j.KeepEntry("vulnerability", e)
	}
	v.said = append(v.said, c)
	return nil
}

// names are the identifiers of the vulnerability, its CVE first.
func (c *csafVulnerability) names() (out []string) {
	if c.CVE != "" {
		out = append(out, c.CVE)
	}
	for _, id := range c.IDs {
		if id.Text != "" {
			out = append(out, id.Text)
		}
	}
	return out
}

// csafStatus is a status with the product ids that have it.
type csafStatus struct {
	word string
	ids  []string
}

// statuses lists the statuses that some product has.
func (c *csafVulnerability) statuses() (out []csafStatus) {
	s := &c.Status
	for _, x := range [...]csafStatus{
		{vexAffected, s.FirstAffected}, {vexAffected, s.KnownAffected}, {vexAffected, s.LastAffected},
		{vexInvestigating, s.Investigating},
		{vexFixed, s.FirstFixed}, {vexFixed, s.Fixed}, {vexNotAffected, s.NotAffected},
	} {
		if len(x.ids) > 0 {
			out = append(out, x)
		}
	}
	return out
}

// state makes statements of what is said of a vulnerability: one for each status
// and justification, with all its products. All are as old as the document, which
// says all of it anew whenever it is published.
func (v *csafFile) state(c *csafVulnerability) error {
	type reason struct {
		label     string
		explained bool
	}
	why := map[string]reason{} // by product id
	for _, flag := range c.Flags {
		if justified(flag.Label) == "" {
			continue
		}
		for _, id := range v.scope(flag) {
			r := why[id]
			r.label = flag.Label
			why[id] = r
		}
	}
	for _, threat := range c.Threats {
		if threat.Category != "impact" || strings.TrimSpace(threat.Details) == "" {
			continue
		}
		for _, id := range v.scope(threat) {
			r := why[id]
			r.explained = true
			why[id] = r
		}
	}
	names := c.names()
	for _, status := range c.statuses() {
		at := map[reason]int{}
		for _, id := range status.ids {
			v.named++
			r := reason{}
			if status.word == vexNotAffected {
				r = why[id]
			}
			n, there := at[r]
			if !there {
				n = len(v.statements)
				at[r] = n
				v.add(vexStatement{
					vulnerability: names[0], aliases: append([]string(nil), names[1:]...), status: status.word, justification: r.label, explained: r.explained,
					time: v.at, position: c.position,
				})
			}
			p, known := v.products[id]
			if !known {
				p.id = raw.First(id, "unknown")
			}
			v.statements[n].products = append(v.statements[n].products, p)
		}
	}
	if v.named > maxNamed {
		return &raw.Fault{Code: raw.FaultRecords, Pointer: c.position}
	}
	return nil
}

// scope lists the products that a flag or threat names, by id or by group.
func (v *csafFile) scope(s csafScope) []string {
	out := append([]string(nil), s.Products...)
	for _, g := range s.Groups {
		if v.named += len(v.groups[g]); v.named > maxNamed {
			break
		}
		out = append(out, v.groups[g]...)
	}
	v.named += len(s.Products)
	return out
}

func isCSAF(h raw.Head) bool { return !h.List && h.In("document").Has("csaf_version") }
