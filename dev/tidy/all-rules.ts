import type { Rule } from './rule'
import { documentPaths, envExample } from './rules/documents'
import { noCycles, oneWay, vendorHomes } from './rules/imports'
import { declared, pinned } from './rules/packages'
import { noDeadFiles } from './rules/reach'
import { oneEnvReader, oneViewerMaker, pagesAsk, serverActions, serverOnly } from './rules/server'
import { docComments, names, sizes } from './rules/shape'
import { noDebt, noMachinePaths } from './rules/words'

/** Every rule of the house. */
export const rules: Rule[] = [
  oneWay,
  vendorHomes,
  noCycles,
  noDeadFiles,
  oneEnvReader,
  serverOnly,
  serverActions,
  oneViewerMaker,
  pagesAsk,
  names,
  sizes,
  docComments,
  noDebt,
  noMachinePaths,
  documentPaths,
  envExample,
  declared,
  pinned,
]
