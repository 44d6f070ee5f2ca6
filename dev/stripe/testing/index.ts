// Conformance cases and helpers for tests: `stripe-stand-in/testing`.
export { localStripe, runConformance } from '../conformance/run'
