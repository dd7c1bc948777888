package main

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestClassify(t *testing.T) {
	const (
		mit = "Permission is hereby granted, free of charge, to any person\nobtaining a copy ... The above copyright notice and this permission notice shall be"
		bsd = "Redistribution and use in source and binary\n forms, with or without modification"
	)
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"MIT":            {mit, []string{"MIT"}},
		"two clauses":    {bsd, []string{"BSD-2-Clause"}},
		"three clauses":  {bsd + " may be used to endorse or promote products derived", []string{"BSD-3-Clause"}},
		"two in a file":  {mit + "\n\n Apache License\n Version 2.0, January 2004", []string{"Apache-2.0", "MIT"}},
		"Lesser GPL":     {"GNU LESSER GENERAL PUBLIC LICENSE\n Version 3, 29 June 2007 ... GNU General Public License, version 2", []string{"LGPL-3.0"}},
		"public domain":  {"The author disclaims copyright to this source code.", []string{"public domain"}},
		"nothing known":  {"All rights reserved.", nil},
		"half a licence": {"Permission is hereby granted, free of charge, to friends", nil},
		"empty":          {"", nil},
	} {
		got, err := classify(c.text)
		if !reflect.DeepEqual(got, c.want) || (c.want == nil) != errors.Is(err, errUnknownLicence) {
			t.Errorf("%s: %v, %v; want %v", name, got, err, c.want)
		}
	}
}

func TestLicenceFiles(t *testing.T) {
	for name, want := range map[string][2]bool{
		"LICENSE": {true, false}, "License": {true, false}, "LICENSE-APACHE": {true, false}, "COPYING.LESSER": {true, false}, "LICENSE.txt": {true, false},
		"NOTICE": {false, true}, "NOTICE.txt": {false, true},
		"license.go": {false, false}, "README.md": {false, false}, "licenses": {false, false},
	} {
		if licence, notice := isLicenceFile(name); [2]bool{licence, notice} != want {
			t.Errorf("%s: licence %v, notice %v", name, licence, notice)
		}
	}
}

func TestContractsMustStateTheirLicence(t *testing.T) {
	for name, c := range map[string]struct{ manifest, want string }{
		"stated":     {`{"name":"@openzeppelin/contracts","version":"5.0.0","license":"MIT"}`, ""},
		"not stated": {`{"name":"@openzeppelin/contracts","version":"5.0.0"}`, "states no licence"},
		"absent":     {"", "npm ci"},
	} {
		dir := t.TempDir()
		if c.manifest != "" {
			at := filepath.Join(dir, "node_modules", "@openzeppelin", "contracts")
			if err := os.MkdirAll(at, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(at, "package.json"), []byte(c.manifest), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		err := (&collection{map[string]*module{}, map[string]map[string]bool{}}).gatherContracts(dir)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestAModuleWithUnknownLicenceIsRefused(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "LICENSE"), []byte("All rights reserved."), 0o600); err != nil {
		t.Fatal(err)
	}
	c := collection{map[string]*module{}, map[string]map[string]bool{}}
	if err := c.gatherFolder(c.module("example.com/m", "v1"), dir); !errors.Is(err, errUnknownLicence) {
		t.Errorf("error %v, want errUnknownLicence", err)
	}
}
