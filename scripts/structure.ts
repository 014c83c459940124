import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Source, violations } from './structure/laws.ts';
import { root } from './wasm/artifacts.ts';

/** Checks the laws of ARCHITECTURE.md on every hand-written file, committed or not. */
const listed = execFileSync(
	'git',
	['ls-files', '-co', '--exclude-standard', '*.ts', '*.mjs', '*.svelte', '*.rs', 'web/messages/*.json'],
	{
		cwd: root,
		encoding: 'utf8',
	},
);
const files = [...new Set(listed.split('\n'))].filter((f) => f && existsSync(join(root, f)));
const sources: Source[] = files.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
const found = violations(sources);
for (const line of found) console.error(line);
console.log(`structure: ${files.length} files, ${found.length} against the laws`);
process.exitCode = found.length > 0 ? 1 : 0;
