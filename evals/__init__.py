"""Question sets, measures, reports and benchmarks. Imports `assistant`; never imported by it."""
