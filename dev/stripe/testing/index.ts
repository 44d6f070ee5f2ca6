// `stripe-stand-in/testing`: the conformance cases and helpers for tests.
export { localStripe, runConformance } from '../conformance/run'
