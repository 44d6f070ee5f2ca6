// npm run diagram: draws the diagram in ARCHITECTURE.md again.
import { readImports } from '../architecture/cruise'
import { updateDiagram } from '../architecture/diagram'

updateDiagram(readImports())
