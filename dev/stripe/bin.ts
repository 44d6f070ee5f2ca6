#!/usr/bin/env node
import { runCommand } from './command-line'

await runCommand(process.argv.slice(2))
