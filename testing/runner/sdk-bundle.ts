import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { root } from '#scripts/wasm/artifacts.ts';

const sdk = join(root, 'node_modules/@stellar/stellar-sdk');

/**
 * The folder of the Stellar SDK's entry points, each with its 600 modules in one file: importing those costs a test
 * process 60 ms instead of 330. Made once for each version.
 */
export async function sdkBundle(): Promise<string> {
	const { version } = JSON.parse(readFileSync(join(sdk, 'package.json'), 'utf8'));
	const folder = join(root, `node_modules/.cache/passa-tests/stellar-sdk-${version}`);
	if (existsSync(folder)) return folder;
	const making = `${folder}.${process.pid}`;
	mkdirSync(making, { recursive: true });
	await build({
		configFile: false,
		logLevel: 'error',
		ssr: { noExternal: true },
		build: {
			outDir: making,
			ssr: true,
			minify: false,
			target: 'esnext',
			rolldownOptions: {
				preserveEntrySignatures: 'strict',
				input: {
					'stellar-sdk': join(sdk, 'lib/esm/index.js'),
					'stellar-sdk/contract': join(sdk, 'lib/esm/contract/index.js'),
				},
				output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
			},
		},
	});
	try {
		renameSync(making, folder);
	} catch {
		// Another process was faster: its bundle is used.
		rmSync(making, { recursive: true, force: true });
	}
	return folder;
}
