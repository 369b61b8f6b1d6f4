package collect

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/provenance"
)

// signature is a bundle beside a file, checked against the file's bytes before
// they are read as evidence. nil: there is none.
type signature struct {
	check  *provenance.Check
	digest [32]byte // of the bytes that it was checked against
	bundle [32]byte // of its own
}

// of says whether these are the bytes that were checked.
func (s *signature) of(digest [32]byte) bool { return s == nil || s.digest == digest }

// signs says whether the file that a bundle is for is there.
func (s *Stream) signs(bundle string) bool {
	_, err := s.top.Lstat(strings.TrimSuffix(bundle, provenance.Suffix))
	return err == nil
}

// signature looks for a bundle beside the file. Where there is one, the file is
// read once for its digest and begun again: a document counts by what its bytes
// are, and a stream of lines shows its documents before its end.
func (i *item) signature(ctx context.Context, f *os.File) (*signature, trouble) {
	text, err := i.bundle()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fine
	case err != nil:
		return &signature{check: &provenance.Check{Wrong: "the signature beside it cannot be read", Remedy: "make it readable, or sign the file again"}}, fine
	}
	h := sha256.New()
	if _, err := io.Copy(h, &cancelled{ctx, f}); err != nil {
		return nil, gone
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, gone
	}
	s := &signature{bundle: sha256.Sum256(text)}
	h.Sum(s.digest[:0])
	s.check = i.s.opt.Trust.Open(ctx, text, s.digest)
	return s, fine
}

// cancelled is a reader that ends with its context.
type cancelled struct {
	ctx context.Context
	r   io.Reader
}

func (c *cancelled) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// bundle is the text of the bundle beside the file.
func (i *item) bundle() ([]byte, error) {
	f, err := openFile(i.s.top, i.path+provenance.Suffix)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, errors.New("it is no regular file")
	}
	return io.ReadAll(io.LimitReader(f, provenance.MaxBundle+1))
}

// vouch names who speaks for a document, and refuses one for which nobody does
// who must, or whose signature is wrong. The document knows its kind, component
// and time already.
func (i *item) vouch(doc *evidence.Document, s *signature) {
	if doc.Problem != nil {
		return
	}
	var check *provenance.Check
	if s != nil {
		check = s.check
	}
	v := i.s.opt.Trust.Judge(check, doc.Kind, doc.Component, doc.Collected)
	if i.src.Added && v.Signer != "" {
		v = provenance.Verdict{}
		if i.s.opt.Trust.Asks(doc.Kind, doc.Component) {
			v.What, v.Remedy = "its source is added by the change, and a signature does not speak for what that takes the file for", "it counts when the source is part of the base"
		}
	}
	if v.What == "" {
		if doc.Signer = v.Signer; v.Signer != "" {
			doc.Bundle = s.bundle
		}
		return
	}
	why := evidence.Unsigned
	if v.Bad {
		why = evidence.Forged
	}
	doc.Refuse(why, problem.New(problem.Place{Path: doc.Path, Line: doc.Line, Pointer: doc.Pointer}, v.What, v.Remedy))
}

// fileRead remembers the file of the documents that went by.
type fileRead struct {
	sign *signature
	file *evidence.File
}

// seen vouches for each document and hands it on.
func (r *fileRead) seen(i *item, yield func(*evidence.Document) error) func(*evidence.Document) error {
	return func(doc *evidence.Document) error {
		r.file = doc.File
		i.vouch(doc, r.sign)
		return yield(doc)
	}
}

// unchanged makes sure that the bytes that were read are those whose signature
// was checked: a document that speaks for all the source declares says so where
// they are not.
func (i *item) unchanged(f *evidence.File, s *signature, yield func(*evidence.Document) error) error {
	if f == nil || f.Digest == [32]byte{} || s.of(f.Digest) || s.check.Wrong != "" {
		return nil
	}
	return i.refuse(yield, changed)
}
