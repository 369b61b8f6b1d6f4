package collect

import (
	"io"
	"os"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/ingest"
)

// Sniff returns the entries with the format filled in where all files of an
// entry that names neither kinds nor format are exports of one raw format, by
// their first bytes. Such an entry then declares what that format can bring,
// and not every kind there is; Declared uses it. Entries of envelopes cost one
// look at their first file.
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
		if len(out[i].Kinds) == 0 && out[i].Format == "" {
			out[i].Format = sniff(s.top, &s.sources[i])
		}
	}
	return out, nil
}

// sniff is the one raw format of all of a source's files, "" when there is
// none such or no file.
func sniff(top *os.Root, src *source) (format string) {
	w := &walker{top: top, src: src}
	defer w.close()
	buf := make([]byte, ingest.HeadSize)
	for {
		f, err := w.next()
		if err != nil {
			return format
		}
		i := &item{s: &Stream{top: top}, src: src, found: f}
		is := ""
		if f.what == fine && !src.isLines(f.path) {
			is = i.head(buf)
		}
		if f.dir != nil {
			f.dir.release()
		}
		if is == "" || format != "" && is != format {
			return ""
		}
		format = is
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
