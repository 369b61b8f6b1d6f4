package collect

import (
	"io"
	"os"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/ingest"
	"github.com/assay-compliance/assay/internal/provenance"
)

// Sniff returns the entries with Brings filled in where all files of an entry
// that names neither kinds nor format are exports of raw formats, by their first
// bytes. Such an entry then declares what those formats can bring, and not every
// kind there is; Declared uses it. Entries of envelopes cost one look at their
// first file.
//
// The error is Open's.
func Sniff(root, base string, entries []Entry, kinds *evidence.Kinds, opt Options) ([]Entry, error) {
	s, err := Open(root, base, entries, kinds, opt)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	out := append([]Entry(nil), entries...)
	for i := range s.sources {
		switch {
		case len(out[i].Kinds) > 0:
		case out[i].Format != "":
			out[i].Brings = ingest.Kinds(out[i].Format)
		default:
			out[i].Brings = sniff(s.top, &s.sources[i])
		}
	}
	return out, nil
}

// sniff lists what the raw formats of a source's files can bring, sorted; nil
// where one of them is no export, or there is no file.
func sniff(top *os.Root, src *source) (brings []string) {
	w := &walker{top: top, src: src}
	defer w.close()
	buf := make([]byte, ingest.HeadSize)
	for {
		f, err := w.next()
		if err != nil {
			slices.Sort(brings)
			return slices.Compact(brings)
		}
		if strings.HasSuffix(f.path, provenance.Suffix) {
			if f.dir != nil {
				f.dir.release()
			}
			continue
		}
		i := &item{s: &Stream{top: top}, src: src, found: f}
		format := ""
		if f.what == fine {
			format = i.head(buf)
		}
		if f.dir != nil {
			f.dir.release()
		}
		if format == "" {
			return nil
		}
		brings = append(brings, ingest.Kinds(format)...)
	}
}

// head is the raw format of the file by its first bytes.
func (i *item) head(buf []byte) string {
	f, what := i.open()
	if what != fine {
		return ""
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	n, err := io.ReadFull(f, buf)
	if err != nil && err != io.ErrUnexpectedEOF || looksLikeEnvelope(buf[:n]) {
		return ""
	}
	return ingest.Detect(buf[:n])
}

var _ evidence.Stream = (*Stream)(nil)
