package model

import (
	"fmt"
	"math"
)

// Feature is one input of the model: a column, or its square root, brought to mean 0 and deviation 1 over the training rows.
type Feature struct {
	Column    string  `json:"column"`
	Transform string  `json:"transform"` // "value" or "sqrt"
	Missing   float64 `json:"missing"`   // stands in for NULL: the column's mean over the training rows
	Mean      float64 `json:"mean"`
	Deviation float64 `json:"deviation"`
	Weight    float64 `json:"weight"`
}

// input is the standardised value of the feature for a cell, NaN being NULL.
func (f Feature) input(cell float64) float64 {
	if math.IsNaN(cell) {
		cell = f.Missing
	}
	return (f.transformed(cell) - f.Mean) / f.Deviation
}

// transformed keeps the sign under the root, so that it is defined everywhere.
func (f Feature) transformed(cell float64) float64 {
	if f.Transform == "sqrt" {
		return math.Copysign(math.Sqrt(math.Abs(cell)), cell)
	}
	return cell
}

// features makes the standardised features of the columns over the given rows. A column without spread there says nothing and is left
// out. Square roots are offered where a column is never negative: energy rises less than linearly with steps and minutes.
func features(names []string, cells map[string][]float64, rows []int) []Feature {
	var out []Feature
	for _, name := range names {
		var sum, least float64
		n := 0
		for _, r := range rows {
			if v := cells[name][r]; !math.IsNaN(v) {
				sum += v
				least = math.Min(least, v)
				n++
			}
		}
		if n == 0 {
			continue
		}
		transforms := []string{"value", "sqrt"}
		if least < 0 {
			transforms = transforms[:1]
		}
		for _, transform := range transforms {
			f := Feature{Column: name, Transform: transform, Missing: sum / float64(n)}
			values := make([]float64, len(rows))
			for i, r := range rows {
				v := cells[name][r]
				if math.IsNaN(v) {
					v = f.Missing
				}
				values[i] = f.transformed(v)
			}
			f.Mean = mean(values)
			for _, v := range values {
				f.Deviation += (v - f.Mean) * (v - f.Mean)
			}
			f.Deviation = math.Sqrt(f.Deviation / float64(len(values)))
			if f.Deviation > 1e-9*(1+math.Abs(f.Mean)) {
				out = append(out, f)
			}
		}
	}
	return out
}

// ridge finds the weights that minimise the squared error over rows plus lambda per row times the squared weights, by solving the
// normal equations. fs come from features over the same rows, so their inputs have mean 0 and the intercept is the target's mean.
func ridge(fs []Feature, cells map[string][]float64, target []float64, rows []int, lambda float64) (Model, error) {
	m := Model{Lambda: lambda, Features: append([]Feature(nil), fs...)}
	y := make([]float64, len(rows))
	for i, r := range rows {
		y[i] = target[r]
	}
	m.Intercept = mean(y)
	k := len(fs)
	a := make([][]float64, k) // the normal equations, the right side as a last column
	for i := range a {
		a[i] = make([]float64, k+1)
		a[i][i] = lambda * float64(len(rows))
	}
	x := make([]float64, k)
	for n, r := range rows {
		for i, f := range fs {
			x[i] = f.input(cells[f.Column][r])
		}
		for i := range x {
			for j := range x {
				a[i][j] += x[i] * x[j]
			}
			a[i][k] += x[i] * (y[n] - m.Intercept)
		}
	}
	weights, err := solve(a)
	if err != nil {
		return Model{}, err
	}
	for i := range m.Features {
		m.Features[i].Weight = weights[i]
	}
	return m, nil
}

// solve is Gaussian elimination with partial pivoting on the k x (k+1) system a, which it overwrites.
func solve(a [][]float64) ([]float64, error) {
	k := len(a)
	for c := range k {
		pivot := c
		for r := c + 1; r < k; r++ {
			if math.Abs(a[r][c]) > math.Abs(a[pivot][c]) {
				pivot = r
			}
		}
		a[c], a[pivot] = a[pivot], a[c]
		if math.Abs(a[c][c]) < 1e-12 || math.IsNaN(a[c][c]) {
			return nil, fmt.Errorf("the normal equations have no single solution")
		}
		for r := c + 1; r < k; r++ {
			by := a[r][c] / a[c][c]
			for j := c; j <= k; j++ {
				a[r][j] -= by * a[c][j]
			}
		}
	}
	w := make([]float64, k)
	for i := k - 1; i >= 0; i-- {
		w[i] = a[i][k]
		for j := i + 1; j < k; j++ {
			w[i] -= a[i][j] * w[j]
		}
		w[i] /= a[i][i]
	}
	return w, nil
}

func mean(values []float64) float64 {
	var sum float64
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}
