package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/assay-compliance/assay/internal/problem"
)

// What a workbook of others may be: its size, that of all its parts unpacked, and how
// many there are.
const (
	MaxTemplate = 32 << 20
	maxUnpacked = 256 << 20
	maxParts    = 4096
)

// archive is a workbook that is there already.
type archive struct {
	at    problem.Place
	list  []*zip.File
	parts map[string]*zip.File // by name in lower case
}

// refusal is a problem of the workbook.
func (a *archive) refusal(what, remedy string) error { return problem.New(a.at, what, remedy) }

// saveAgain is the remedy for what no spreadsheet program writes.
const saveAgain = "open it with a spreadsheet program and save it again as .xlsx"

// openArchive reads which parts a workbook has, and nothing of them yet.
func openArchive(at problem.Place, data []byte) (*archive, error) {
	a := &archive{at: at, parts: map[string]*zip.File{}}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, a.refusal("this is no workbook (.xlsx)", "give one that a spreadsheet program saved as .xlsx, without a password")
	}
	if len(z.File) > maxParts {
		return nil, a.refusal(fmt.Sprintf("the workbook has more than %d parts", maxParts), "take out what is not needed")
	}
	unpacked := uint64(0)
	for _, f := range z.File {
		name := strings.ToLower(f.Name)
		if unpacked += f.UncompressedSize64; f.UncompressedSize64 > maxUnpacked || unpacked > maxUnpacked {
			return nil, a.refusal(fmt.Sprintf("the workbook has more than %d MiB when it is unpacked", maxUnpacked>>20), "take out what is not needed")
		}
		if a.parts[name] != nil || f.Flags&1 != 0 {
			return nil, a.refusal("the workbook has two parts of one name, or parts with a password", saveAgain)
		}
		a.parts[name] = f
	}
	a.list = z.File
	return a, nil
}

// read gives the content of a part.
func (a *archive) read(name string) ([]byte, error) {
	f := a.parts[strings.ToLower(name)]
	if f == nil {
		return nil, a.refusal("the workbook has no part "+problem.Plain(name), saveAgain)
	}
	in, err := f.Open()
	if err == nil {
		defer in.Close()
		var text []byte
		if text, err = io.ReadAll(io.LimitReader(in, maxUnpacked+1)); err == nil && len(text) <= maxUnpacked {
			return text, nil
		}
	}
	return nil, a.refusal("a part of the workbook is damaged: "+problem.Plain(name), saveAgain)
}

// relations are what one part says of others, by id.
type relations struct {
	List []relation `xml:"Relationship"`
}

type relation struct {
	ID     string `xml:"Id,attr"`
	Kind   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
	Mode   string `xml:"TargetMode,attr"`
}

// related gives the part that stands in a relation of a kind to a part; empty for none.
// Kinds are told by their last word: there are two forms of the rest.
func (r *relations) related(of, kind string) string {
	for _, one := range r.List {
		if path.Base(one.Kind) == path.Base(kind) && one.Mode != "External" {
			return resolved(of, one.Target)
		}
	}
	return ""
}

// resolved is a target as the name of a part.
func resolved(of, target string) string {
	if rest, ok := strings.CutPrefix(target, "/"); ok {
		return path.Clean(rest)
	}
	return path.Join(path.Dir(of), target)
}

// relationsOf reads the relations of a part; of the package where it is empty.
func (a *archive) relationsOf(of string) (r relations, name string, err error) {
	name = path.Join(path.Dir(of), "_rels", path.Base(of)+".rels")
	if of == "" {
		name = "_rels/.rels"
	}
	if a.parts[strings.ToLower(name)] == nil {
		return r, name, nil
	}
	return r, name, a.decode(name, &r)
}

// decode reads a part of XML.
func (a *archive) decode(name string, to any) error {
	text, err := a.read(name)
	if err != nil {
		return err
	}
	if err := xml.Unmarshal(text, to); err != nil {
		return a.broken(name)
	}
	return nil
}

// broken says that a part is no XML of a workbook.
func (a *archive) broken(name string) error {
	return a.refusal("a part of the workbook is not what it should be: "+problem.Plain(name), saveAgain)
}

// sheet is a sheet of a workbook that is there already.
type sheet struct{ name, part string }

// sheets lists the sheets in their order, and names the part that lists them.
func (a *archive) sheets() (list []sheet, book string, err error) {
	top, _, err := a.relationsOf("")
	if err != nil {
		return nil, "", err
	}
	if book = top.related("", documentKind); book == "" {
		return nil, "", a.refusal("this is no workbook (.xlsx)", "give one that a spreadsheet program saved as .xlsx")
	}
	var doc struct {
		Sheets []struct {
			Name  string     `xml:"name,attr"`
			Attrs []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := a.decode(book, &doc); err != nil {
		return nil, "", err
	}
	others, _, err := a.relationsOf(book)
	if err != nil {
		return nil, "", err
	}
	for _, s := range doc.Sheets {
		for _, attr := range s.Attrs {
			if attr.Name.Local != "id" || attr.Name.Space != relationSpace && attr.Name.Space != strictRelated {
				continue
			}
			for _, r := range others.List {
				if r.ID == attr.Value && path.Base(r.Kind) == "worksheet" && r.Mode != "External" {
					list = append(list, sheet{s.Name, resolved(book, r.Target)})
				}
			}
		}
	}
	return list, book, nil
}

// sharedTexts are the texts that cells name by number.
func (a *archive) sharedTexts(book string) ([]string, error) {
	others, _, err := a.relationsOf(book)
	if err != nil {
		return nil, err
	}
	name := others.related(book, "sharedStrings")
	if name == "" {
		return nil, nil
	}
	text, err := a.read(name)
	if err != nil {
		return nil, err
	}
	var out []string
	var one strings.Builder
	in, skip := "", 0
	for d := xml.NewDecoder(bytes.NewReader(text)); ; {
		token, err := d.Token()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, a.broken(name)
		}
		switch t := token.(type) {
		case xml.Directive:
			return nil, a.broken(name)
		case xml.StartElement:
			if in = t.Name.Local; in == "rPh" {
				skip++ // how it is spoken
			} else if in == "si" {
				one.Reset()
			}
		case xml.EndElement:
			switch in = ""; t.Name.Local {
			case "rPh":
				skip--
			case "si":
				out = append(out, unescape(one.String()))
			}
		case xml.CharData:
			if in == "t" && skip == 0 {
				one.Write(t)
			}
		}
	}
}

// Properties are the custom properties of a workbook that hold text, in its order; nil
// for what is none.
func Properties(data []byte) []Property {
	if !IsArchive(data) {
		return nil
	}
	a, err := openArchive(problem.Place{}, data)
	if err != nil {
		return nil
	}
	top, _, err := a.relationsOf("")
	if err != nil {
		return nil
	}
	name := top.related("", customKind)
	if name == "" {
		return nil
	}
	var doc struct {
		List []struct {
			Name string `xml:"name,attr"`
			Text string `xml:"lpwstr"`
		} `xml:"property"`
	}
	if a.decode(name, &doc) != nil {
		return nil
	}
	var out []Property
	for _, p := range doc.List {
		out = append(out, Property{unescape(p.Name), unescape(p.Text)})
	}
	return out
}

// IsArchive says whether bytes begin as a workbook does.
func IsArchive(data []byte) bool { return bytes.HasPrefix(data, []byte("PK\x03\x04")) }
