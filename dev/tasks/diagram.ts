// npm run diagram: updates the diagram in ARCHITECTURE.md.
import { readImports } from '../architecture/cruise'
import { updateDiagram } from '../architecture/diagram'

updateDiagram(readImports())
