import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { violations } from './laws.ts';

const one = (path: string, text: string): string[] => violations([{ path, text }]);

test('shared imports nothing of ours', () => {
	assert.is(one('shared/a.ts', "import '#indexer/b.ts';").length, 1);
	assert.is(one('shared/a.ts', "import '#shared/b.ts';").length, 0);
});

test('a service imports another only through its typed client', () => {
	assert.is(one('relayer/a.ts', "import '#indexer/models/b.ts';").length, 1);
	assert.is(one('relayer/a.ts', "import '../indexer/models/b.ts';").length, 1);
	assert.is(one('relayer/a.ts', "import '#indexer/client.ts';").length, 0);
	assert.is(one('web/a.ts', "import '#relayer/client.ts';").length, 0);
});

test('code for the browser imports no server file', () => {
	assert.is(one('web/lib/a.ts', "import '#shared/service/env.server.ts';").length, 1);
	assert.is(one('web/lib/a.server.ts', "import '#shared/service/env.server.ts';").length, 0);
});

test('a component is held to the same', () => {
	const component = (specifier: string) =>
		`<script lang="ts">\nimport '${specifier}';\n</script>\n<p>import '#relayer/b.ts'</p>`;
	assert.is(one('web/routes/A.svelte', component('#relayer/models/b.ts')).length, 1);
	assert.is(one('web/routes/A.svelte', component('#lib/server/b.server.ts')).length, 1);
	assert.is(one('web/routes/A.svelte', component('#relayer/client.ts')).length, 0);
});

test('files, functions and names keep their bounds', () => {
	assert.is(one('shared/a.ts', '\n'.repeat(301)).length, 1);
	assert.is(one('shared/a.ts', '\n'.repeat(300)).length, 0);
	assert.is(one('shared/a.ts', `function f() {${'\n'.repeat(61)}}`).length, 1);
	assert.is(one('shared/utils.ts', '').length, 1);
	assert.is(one('shared/index.ts', '').length, 1);
	assert.is(one('shared/contract/event.ts', `// GENERATED\n${'\n'.repeat(900)}`).length, 0);
});

test('the environment is read in configuration only', () => {
	assert.is(one('relayer/a.ts', 'process.env.X').length, 1);
	assert.is(one('relayer/config.server.ts', 'process.env.X').length, 0);
});

test('money is never a number', () => {
	assert.is(one('shared/a.ts', 'type A = { price: number };').length, 1);
	assert.is(one('shared/a.ts', 'type A = { price: bigint };').length, 0);
});

test.run();
