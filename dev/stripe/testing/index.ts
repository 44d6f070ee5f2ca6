// What checks the stand-in, and helps to test with it: `stripe-stand-in/testing`.
export { localStripe, runConformance } from '../conformance/run'
