// Validates an AsyncAPI document with AsyncAPI's own parser: node asyncapi.mjs FOLDER-OF-NODE_MODULES < DOCUMENT
// Prints what the parser finds, and fails where that is an error.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(`${process.argv[2]}/`);
const { Parser, DiagnosticSeverity } = require('@asyncapi/parser');
const { document, diagnostics } = await new Parser().parse(readFileSync(0, 'utf8'));
for (const { severity, code, path, message } of diagnostics) {
  console.log(`${DiagnosticSeverity?.[severity] ?? severity} ${code} at ${path.join('.')}: ${message}`);
}
if (document === undefined) process.exit(1);
console.log(`AsyncAPI ${document.version()}, ${document.messages().length} messages`);
