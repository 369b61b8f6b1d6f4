package config

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// What a configuration reads of its repository are rules: what the gate asks, who may
// speak, what people decided. They come from Rules where that is set, and else from
// the working tree. What is judged by them, the system and its evidence, is of the
// working tree in any case; Judged reads there.

// Judged is the configuration with the working tree for its files, or with the
// revision that it is of as a whole.
func (c *Config) Judged() *Config {
	if c.whole {
		return c
	}
	judged := *c
	judged.Rules = nil
	return &judged
}

// Read reads a regular file of the repository, at most limit bytes. The path is
// relative to the repository; a symbolic link that leaves it is refused.
func (c *Config) Read(rel string, limit int64) ([]byte, error) {
	var b bytes.Buffer
	if err := c.copyOf(&b, rel, limit); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// SHA256 is the digest of a regular file of the repository, lower-case hex, of at
// most limit bytes. As Read it refuses a link that leaves the repository; it holds
// no more than a piece of the file in memory.
func (c *Config) SHA256(rel string, limit int64) (string, error) {
	sum := sha256.New()
	if err := c.copyOf(sum, rel, limit); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// FS opens a directory of the repository; links that leave it are refused.
func (c *Config) FS(rel string) (fs.FS, error) {
	if c.Rules != nil {
		info, err := fs.Stat(c.Rules, rel)
		if err == nil && !info.IsDir() {
			err = errors.New("it is not a directory")
		}
		if err != nil {
			return nil, err
		}
		return fs.Sub(c.Rules, rel)
	}
	root, err := os.OpenRoot(c.Root)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	sub, err := root.OpenRoot(filepath.FromSlash(rel))
	if err != nil {
		return nil, err
	}
	return sub.FS(), nil
}

// leaves says whether a path relative to the repository ends outside of it,
// once the symbolic links of the part that exists are followed.
func (c *Config) leaves(rel string) (bool, error) {
	if !filepath.IsLocal(filepath.FromSlash(rel)) {
		return true, nil
	}
	for part := rel; ; part = path.Dir(part) {
		var real string
		var err error
		if c.Rules != nil { // which follows no links
			_, err = fs.Stat(c.Rules, part)
			real = c.Root
		} else {
			real, err = filepath.EvalSymlinks(filepath.Join(c.Root, filepath.FromSlash(part)))
		}
		if errors.Is(err, fs.ErrNotExist) && part != "." {
			continue
		}
		if err != nil {
			return false, err
		}
		inside, err := filepath.Rel(c.Root, real)
		return err != nil || !filepath.IsLocal(inside), nil
	}
}

// named says whether anything has the name, a link that leads nowhere too.
func (c *Config) named(rel string) bool {
	var err error
	if c.Rules != nil {
		_, err = fs.Stat(c.Rules, rel)
	} else {
		_, err = os.Lstat(filepath.Join(c.Root, filepath.FromSlash(rel)))
	}
	return !errors.Is(err, fs.ErrNotExist)
}

func (c *Config) isDir(rel string) bool {
	info, err := c.stat(rel)
	return err == nil && info.IsDir()
}

func (c *Config) stat(rel string) (fs.FileInfo, error) {
	if c.Rules != nil {
		return fs.Stat(c.Rules, rel)
	}
	root, err := os.OpenRoot(c.Root)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return root.Stat(filepath.FromSlash(rel))
}

// open opens a file for reading.
func (c *Config) open(rel string) (fs.File, error) {
	if c.Rules != nil {
		return c.Rules.Open(rel)
	}
	root, err := os.OpenRoot(c.Root)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return root.Open(filepath.FromSlash(rel))
}

// copyOf writes a regular file of the repository to w, at most limit bytes.
func (c *Config) copyOf(w io.Writer, rel string, limit int64) error {
	// Opening a pipe would wait for its writer, so look before.
	info, err := c.stat(rel)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return errors.New("it is not a regular file")
	}
	f, err := c.open(rel)
	if err != nil {
		return err
	}
	defer f.Close()
	n, err := io.Copy(w, io.LimitReader(f, limit+1))
	if err == nil && n > limit {
		err = fmt.Errorf("it has more than %d bytes", limit)
	}
	return err
}
