package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"time"
)

// member is a file of an archive.
type member struct {
	name string
	mode int64
	data []byte
}

// members are the files of the archive of a binary, in the order in which they stand
// there: the program, what its user has to have, and the scripts for shells.
func (r *release) members(binary string) (all []member, err error) {
	add := func(path, name string, mode int64) {
		if err == nil {
			var data []byte
			data, err = os.ReadFile(path)
			all = append(all, member{name, mode, data})
		}
	}
	add(binary, filepath.Base(binary), 0o755)
	for _, name := range []string{"LICENSE", "README.md", "CHANGELOG.md"} {
		add(name, name, 0o644)
	}
	for _, name := range []string{"_assay", "assay.bash", "assay.fish", "assay.ps1"} {
		add(filepath.Join(r.completions, name), "completions/"+name, 0o644)
	}
	return all, err
}

// tarball writes files as a compressed tape archive: owner, mode and time are set here
// and not taken from the disk.
func tarball(w io.Writer, files []member, at time.Time) error {
	compressed, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	t := tar.NewWriter(compressed)
	for _, f := range files {
		header := &tar.Header{Typeflag: tar.TypeReg, Name: f.name, Mode: f.mode, Size: int64(len(f.data)), ModTime: at, Format: tar.FormatUSTAR}
		if err := t.WriteHeader(header); err != nil {
			return err
		}
		if _, err := t.Write(f.data); err != nil {
			return err
		}
	}
	if err := t.Close(); err != nil {
		return err
	}
	return compressed.Close()
}

// zipped writes files as a ZIP archive.
func zipped(w io.Writer, files []member, at time.Time) error {
	z := zip.NewWriter(w)
	for _, f := range files {
		header := &zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: at}
		header.SetMode(os.FileMode(f.mode))
		to, err := z.CreateHeader(header)
		if err != nil {
			return err
		}
		if _, err := to.Write(f.data); err != nil {
			return err
		}
	}
	return z.Close()
}
