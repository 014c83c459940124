import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { root } from '#scripts/wasm/artifacts.ts';

/** Imports a service, and compares each resolution of ours with Node's own. */
const comparison = (change: string) => `
	import { registerHooks } from 'node:module';
	import { resolve as quick } from '#testing/runner/quick-imports.mjs';
	let compared = 0;
	registerHooks({
		resolve(specifier, context, next) {
			const own = next(specifier, context);
			const ours = quick(specifier, context, next);
			compared++;
			const url = ours.url${change};
			if (url !== own.url || ours.format !== own.format) {
				console.log(specifier + ' from ' + context.parentURL + ': ' + url + ' ' + ours.format + ', not ' + own.url + ' ' + own.format);
				process.exit(1);
			}
			return own;
		},
	});
	for (const service of ['indexer', 'relayer', 'platform']) await import('#' + service + '/' + service + '.ts');
	console.log(compared > 1500 ? 'all as Node' : 'only ' + compared);
`;

function compare(change = ''): string {
	const { PASSA_TEST_SDK: _, NODE_OPTIONS: __, ...env } = process.env;
	const args = ['--no-warnings', '--input-type=module', '--eval', comparison(change)];
	const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, env, encoding: 'utf8' });
	return `${stdout}${stderr}`.trim();
}

test('quick imports lead where Node would lead', () => {
	assert.is(compare(), 'all as Node');
	assert.match(compare(".replace('drizzle', 'other')"), /other-orm/, 'the negative control');
});

test('a `before` that fails says why, also where its `after` fails of it', () => {
	const run = (after: string) => {
		const file = `import { suite } from 'uvu';
			const test = suite('a file');
			let fixture;
			test.before(() => { throw new Error('the reason'); });
			${after}
			test('a sentence', () => {});
			test.run();`;
		const quick = `--import=${new URL('./quick-imports.mjs', import.meta.url)}`;
		const args = [quick, '--no-warnings', '--input-type=module', '--eval', file];
		const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
		return `${stdout}${stderr}`;
	};
	assert.match(run('test.after(() => fixture.close());'), 'the reason');
	assert.match(run(''), 'the reason');
});

test('the bundled SDK exports what the SDK exports', async () => {
	const names = (file: string) => {
		const args = ['--eval', `import('${file}').then((m) => console.log(Object.keys(m).sort().join()))`];
		return spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' }).stdout.trim();
	};
	const { sdkBundle } = await import('./sdk-bundle.ts');
	const bundle = await sdkBundle();
	const lib = join(root, 'node_modules/@stellar/stellar-sdk/lib/esm');
	for (const [ours, theirs] of [
		['stellar-sdk.mjs', 'index.js'],
		['stellar-sdk/contract.mjs', 'contract/index.js'],
	])
		assert.is(names(join(bundle, ours!)), names(join(lib, theirs!)));
});

test.run();
