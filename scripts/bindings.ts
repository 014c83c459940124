import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { committedFile, root } from './wasm/artifacts.ts';

/** The file of each contract's client. `event-1` is the first version's, whose code is kept and built no more. */
export const bindings = {
	registry: 'shared/contract/registry.ts',
	event: 'shared/contract/event-v2/bindings.ts',
	'event-1': 'shared/contract/event-v1/bindings.ts',
} as const;

type Name = keyof typeof bindings;

/** The TypeScript client of a contract, by the SDK's own generator, as one file that runs unbuilt. */
export function generateBindings(name: Name): string {
	const folder = mkdtempSync(join(tmpdir(), 'passa-bindings-'));
	try {
		const wasm = relative(root, committedFile(name));
		const args = [
			'generate',
			'--wasm',
			join(root, wasm),
			'--output-dir',
			folder,
			'--contract-name',
			name,
			'--overwrite',
		];
		execFileSync(join(root, 'node_modules/.bin/stellar-js'), args, { stdio: ['ignore', 'ignore', 'pipe'] });
		const read = (file: string) => readFileSync(join(folder, 'src', file), 'utf8');
		return onePlainFile(wasm, read('types.ts'), read('client.ts'));
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Enums and parameter properties do not survive type stripping: they become constants and parameters. */
function onePlainFile(wasm: string, types: string, client: string): string {
	const body = [types, client]
		.join('\n')
		.replace(/^import .*$/gm, '')
		.replace(/^export enum (\w+) \{([^}]*)\}/gm, (_, title: string, cases: string) => {
			const rows = cases.replace(/\/\*\*[\s\S]*?\*\//g, '').replace(/(\w+) = (\d+),?/g, '$1: $2,');
			return `export const ${title} = {${rows}} as const;\nexport type ${title} = (typeof ${title})[keyof typeof ${title}];`;
		})
		.replace(
			'constructor(public readonly options: ContractClientOptions)',
			'constructor(options: ContractClientOptions)',
		)
		.replace(/^( *)static deploy/m, '$1static override deploy')
		.replace(/^[ \t]+$/gm, '')
		.replace(/\n{3,}/g, '\n\n');
	const imports = [
		`import type { Address, xdr } from '@stellar/stellar-sdk';`,
		`import { type AssembledTransaction, Client as ContractClient, type ClientOptions as ContractClientOptions, type MethodOptions, type Result, Spec } from '@stellar/stellar-sdk/contract';`,
	];
	const used = body.includes('ExternalExecutableRef')
		? [...imports, `import type { ExternalExecutableRef } from '@stellar/stellar-sdk/contract';`]
		: imports;
	return `// GENERATED from ${wasm} by \`npm run bindings\`. Do not edit.\n${used.join('\n')}\n${body.trimEnd()}\n`;
}

if (import.meta.main) {
	for (const [name, file] of Object.entries(bindings)) {
		mkdirSync(dirname(join(root, file)), { recursive: true });
		writeFileSync(join(root, file), generateBindings(name as Name));
		console.log(file);
	}
}
