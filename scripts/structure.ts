import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
	documents,
	foldersOutOfOrder,
	missingDrawings,
	missingFigures,
	missingInComments,
	missingPaths,
	unnamedParts,
	unnamedVariables,
} from './structure/documents.ts';
import { violations } from './structure/laws.ts';
import type { Source } from './structure/source.ts';
import { unusedExports, unusedWords } from './structure/unused.ts';
import { root } from './wasm/artifacts.ts';

/**
 * Checks the laws of ARCHITECTURE.md on every hand-written file, committed or not. Also checks what documents and comments
 * name (paths, variables, figures), and that each room's README names its parts.
 */
const list = (...patterns: string[]): string[] =>
	execFileSync('git', ['ls-files', '-co', '--exclude-standard', ...patterns], {
		cwd: root,
		encoding: 'utf8',
	}).split('\n');
const exists = (path: string): boolean => existsSync(join(root, path));
const read = (path: string): Source => ({ path, text: readFileSync(join(root, path), 'utf8') });
const sources = list('*.ts', '*.mjs', '*.svelte', '*.rs', 'web/messages/*.json');
const files = [...new Set(sources)].filter((f) => f && exists(f));
const readmes = [...new Set(list('README.md', '*/README.md'))].filter((f) => f && exists(f)).map(read);
const scripts = files.map(read);
const found = [
	...violations(scripts),
	...unusedExports(scripts),
	...unusedWords(scripts),
	...[...documents.map(read), ...readmes].flatMap((document) => missingPaths(document, exists)),
	...scripts.flatMap((script) => missingInComments(script, exists)),
	...unnamedParts(files, readmes),
	...foldersOutOfOrder(read('web/README.md')),
	...unnamedVariables(scripts, readmes),
	...missingDrawings(read('ARCHITECTURE.md')),
	...missingFigures(read('README.md').text, read('docs/benchmarks.md').text),
];
for (const line of found) console.error(line);
console.log(`structure: ${files.length} files, ${found.length} against the laws`);
process.exitCode = found.length > 0 ? 1 : 0;
