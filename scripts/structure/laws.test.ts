import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
	foldersOutOfOrder,
	missingDrawings,
	missingFigures,
	missingInComments,
	missingPaths,
	unnamedParts,
	unnamedVariables,
} from './documents.ts';
import { violations } from './laws.ts';
import { drawingOf, folderOrder } from './rooms.ts';
import type { Source } from './source.ts';
import { unusedExports, unusedWords } from './unused.ts';

const one = (path: string, text: string): string[] => violations([{ path, text }]);
/** Files by path and text. */
const sourcesOf = (files: Record<string, string>): Source[] =>
	Object.entries(files).map(([path, text]) => ({ path, text }));
const all = (files: Record<string, string>): string[] => violations(sourcesOf(files));

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

test('what a version of the event contract can do is asked by name', () => {
	const asked = (words: string) => `export const a = (version: number) => ${words};`;
	for (const number of ['version === 1', 'version > 1', 'version < 2'])
		assert.is(one('relayer/a.ts', asked(number)).length, 1, number);
	assert.is(one('web/a.svelte', '{#if event.version === 1}<p>no</p>{/if}').length, 1);
	assert.equal(one('relayer/a.ts', asked('version === other')), [], 'the negative control');
	assert.equal(one('shared/contract/a.ts', asked('version === 1')), []);
});

test('code for the browser imports no server file', () => {
	assert.is(one('web/lib/a.ts', "import '#shared/service/env.server.ts';").length, 1);
	assert.is(one('web/lib/a.server.ts', "import '#shared/service/env.server.ts';").length, 0);
});

test('odd words are refused in comments, titles and texts of pages', () => {
	assert.is(one('relayer/a.ts', '/** Who' + 'ever pays. */').length, 1);
	assert.is(one('web/messages/sw/a.json', '{"a":"Tukio lina"}').length, 1);
	assert.is(one('web/messages/sw/a.json', '{"a":"Hafla ina"}').length, 0);
	for (const odd of ['Mwandalizi', 'leja ya umma', 'M-PESA'])
		assert.is(one('web/messages/sw/a.json', `{"a":"${odd}"}`).length, 1, odd);
	assert.is(one('web/messages/sw/a.json', '{"a":"Mwandaaji, daftari, M-Pesa"}').length, 0);
	assert.is(one('relayer/a.ts', '/** The payer. Who ever pays? */').length, 0);
	for (const [odd, plain] of [
		['Null where ' + 'there is none.', 'Null if there is none.'],
		['It is so. Who ' + 'pays has it.', 'It is so. The payer has it. Who may ask?'],
	] as const) {
		assert.is(one('relayer/a.ts', `/** ${odd} */`).length, 1, odd);
		assert.equal(one('relayer/a.ts', `/** ${plain} */`), [], 'the negative control');
		assert.equal(one('contracts/a.rs', `/// ${odd}`), [], 'a source whose hash is published');
	}
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

test('files of production code import each other in no circle, not by type either', () => {
	const circle = {
		'relayer/a.ts': "import './b.ts';",
		'relayer/b.ts': "import type { C } from './c.ts';",
		'relayer/c.ts': "import { a } from '#relayer/a.ts';",
	};
	assert.equal(all(circle), [
		'relayer/a.ts: an import cycle: relayer/a.ts → relayer/b.ts → relayer/c.ts → relayer/a.ts',
	]);
	assert.equal(all({ ...circle, 'relayer/c.ts': '' }), [], 'the negative control: a line is no circle');
	assert.is(all({ 'web/A.svelte': "<script>import './A.svelte';</script>" }).length, 1, 'a file and itself');
	assert.equal(all({ 'relayer/test/a.ts': "import './b.ts';", 'relayer/test/b.ts': "import './a.ts';" }), []);
});

test('folders of a room import in one direction', () => {
	for (const [room, order] of Object.entries(folderOrder)) {
		const [first, last] = [order[0], order.at(-1)];
		const arrow = (from: string, to: string) => one(`${room}/${from}/a.ts`, `import '#${room}/${to}/b.ts';`);
		assert.equal(arrow(last!, first!), [], `${room}: the negative control`);
		assert.match(arrow(first!, last!)[0]!, `${room}/${first} must not import`);
		assert.equal(one(`${room}/main.ts`, `import '#${room}/${last}/b.ts';`), [], 'a composing file');
	}
	assert.is(one('relayer/somewhere/a.ts', '').length, 1, 'a folder without a place in the order');
});

test('production code imports nothing of testing; tests, and the script that runs them, do', () => {
	const text = "import '#testing/fixtures/a.ts';";
	assert.is(one('relayer/a.ts', text).length, 1);
	assert.is(one('scripts/start.ts', text).length, 1);
	assert.equal(
		['relayer/a.test.ts', 'relayer/test/a.ts', 'testing/a.ts', 'scripts/test.ts'].flatMap((p) =>
			one(p, text),
		),
		[],
	);
});

test('a name that a plainer one replaced does not come back, as file, export or declaration', () => {
	assert.is(one('relayer/sure-money.ts', '').length, 1);
	assert.is(one('relayer/sure-money.test.ts', '').length, 1);
	assert.is(one('relayer/test/stage.ts', '').length, 1);
	assert.is(one('relayer/a.ts', 'export const sureMoney = 1;').length, 1);
	assert.is(one('relayer/a.ts', 'export class Bell {}').length, 1);
	assert.is(
		one('relayer/a.ts', 'const f = ({ told }: { told: string }) => told;').length,
		1,
		'also where it is local',
	);
	assert.is(one('relayer/a.ts', 'class A { #world = 1; }').length, 1);
	assert.equal(one('relayer/a.ts', 'const standing = 1;'), [], 'the negative control: it is not exported');
	assert.equal(one('relayer/a.ts', "const a = 'told';"), [], 'the negative control: it is a text');
	assert.equal(one('web/lib/stage.ts', ''), [], 'the negative control: only of a test');
});

test('a code that a public function throws stands in an exported type of its file', () => {
	const cancel = "export const f = () => { throw new PassaError('ORDER_STATE', 'no'); };";
	const type = "export type CancelError = PassaError<'ORDER_STATE'>;";
	assert.is(one('relayer/orders/a.ts', cancel).length, 1);
	assert.is(one('relayer/orders/a.ts', `${type}${cancel}`).length, 0);
	assert.is(one('relayer/orders/a.ts', `${type.replace('STATE', 'OTHER')}${cancel}`).length, 1);
	assert.is(one('platform/teams/a.ts', 'export const over = (): PassaError => made;').length, 1);
	assert.is(one('platform/teams/a.ts', "export const over = (): PassaError<'OVER'> => made;").length, 0);
});

test('a value that is exported is named by a file that imports it', () => {
	const found = (user: string, value = 'const a = 1;') =>
		unusedExports(
			sourcesOf({ 'shared/a.ts': `export ${value}`, 'web/B.svelte': `<script>${user}</script>` }),
		);
	assert.is(found("import { a } from '#shared/a.ts';").length, 0);
	assert.is(found("import * as all from '#shared/a.ts';").length, 0);
	assert.is(found("const { a } = await import('#shared/a.ts');").length, 0);
	assert.equal(found(''), ['shared/a.ts: no other file uses a']);
	assert.is(found('const a = 1;').length, 1, 'another value of the same name');
	assert.is(found("import { ab } from '#shared/a.ts';").length, 1);
	assert.is(found('', 'type A = 1;').length, 0);
	assert.is(found('', "const rows = platform.table('rows', {});").length, 0);
});

test('a page names every message', () => {
	const found = (page: string) =>
		unusedWords(sourcesOf({ 'web/messages/en/a.json': '{"$schema":"","hello":""}', 'web/A.svelte': page }));
	assert.is(found('<p>{m.hello()}</p>').length, 0);
	assert.equal(found('<p>{m.hello_you()}</p>'), ['web/messages/en/a.json: no page uses hello']);
});

test('documents name only paths that exist', () => {
	const missing = (text: string) =>
		missingPaths({ path: 'README.md', text }, (path) => ['relayer/a.ts', 'relayer/b.test.ts'].includes(path));
	assert.equal(missing('`relayer/a.ts`, `b.test.ts`, `npm start`, `node relayer/a.ts --flag`'), []);
	assert.equal(missing('`relayer/*.ts`, `relayer/**/*.ts`').length, 2, 'a folder that is not there');
	assert.equal(missing('`relayer/c.ts`'), ['README.md: there is no relayer/c.ts']);
	assert.equal(missing('`relayer/a.ts`, `c.ts`'), ['README.md: there is no relayer/c.ts']);
	assert.equal(missing('`node relayer/c.ts`'), ['README.md: there is no relayer/c.ts']);
});

test('a room’s README names each variable that its configuration reads', () => {
	const found = (readme: string, path = 'web/lib/config.server.ts') =>
		unnamedVariables([{ path, text: '\t\tHOST: z.string(),' }], [{ path: 'web/README.md', text: readme }]);
	assert.equal(found('| `HOST` | where to listen |'), []);
	assert.equal(found('`HOSTS`'), ['web/lib/config.server.ts: web/README.md does not name HOST']);
	assert.equal(found('`HOST`', 'relayer/config.server.ts'), [
		'relayer/config.server.ts: no README names HOST',
	]);
});

test('README’s figures are those of docs/benchmarks.md', () => {
	const readme =
		'## Measured\n\n| what | measured | goal |\n| --- | --- | --- |\n| a | 4.4 ×, 12 s | ≥ 9 |\n\n## Next\n';
	assert.equal(missingFigures(readme, '| a | 12 s | 4.4 × |'), []);
	assert.equal(missingFigures(readme, '| a | 12 s | 4.41 × |'), [
		'README.md: docs/benchmarks.md does not have 4.4',
	]);
});

test('a room’s README names only paths that exist, from the root or from its own folder', () => {
	const there = ['relayer/a.ts', 'relayer/rails', 'relayer/rails/b.ts', 'shared/c.ts'];
	const missing = (text: string) =>
		missingPaths({ path: 'relayer/README.md', text }, (path) => there.includes(path));
	assert.equal(missing('`a.ts`, `rails/`, `b.ts`, `rails/b.ts`, `shared/c.ts`, `/v1/orders`, `or/else`'), []);
	for (const gone of ['z.ts', 'rails/z.ts', 'keeper/', 'shared/z.ts'])
		assert.is(missing(`\`${gone}\``).length, 1, gone);
});

test('comments name only files that exist', () => {
	const missing = (text: string) =>
		missingInComments({ path: 'web/a.ts', text }, (path) => path === 'relayer/a.ts');
	assert.equal(missing('/** As relayer/a.ts does, or `relayer/a.ts`. */'), []);
	assert.equal(missing('/**\n * As in relayer/b.ts.\n */'), ['web/a.ts: there is no relayer/b.ts']);
	assert.equal(missing('f(); /' + '/ as relayer/b.ts'), ['web/a.ts: there is no relayer/b.ts']);
	assert.equal(
		missing("import '#relayer/b.ts'; f('https:/" + "/x.example/relayer/b.ts');"),
		[],
		'the negative control',
	);
});

test('a room’s README names its folders, and the files of some rooms', () => {
	const found = (path: string, text: string) => unnamedParts([path], [{ path: 'shared/README.md', text }]);
	assert.equal(found('shared/chain/a.ts', '`chain/`'), []);
	assert.equal(found('shared/a.ts', '`a.ts`'), []);
	assert.equal(found('shared/test/a.ts', ''), [], 'a folder of tests');
	assert.equal(found('shared/chain/a.ts', '`blockchain/`'), ['shared/README.md: does not name chain/']);
	assert.equal(found('shared/a.ts', '`as-a.ts`'), ['shared/README.md: does not name a.ts']);
});

test('web/README.md lists the folders of lib in the order in which they may import', () => {
	const order = folderOrder['web/lib']!.toReversed();
	const list = (folders: string[]) => folders.map((name, i) => `${i + 2}. \`lib/${name}/\`: it.`).join('\n');
	assert.equal(foldersOutOfOrder({ path: 'web/README.md', text: list(order) }), []);
	const [first, second, ...others] = order;
	for (const wrong of [[second!, first!, ...others], others])
		assert.is(foldersOutOfOrder({ path: 'web/README.md', text: list(wrong) }).length, 1);
});

test('ARCHITECTURE.md draws the order that is checked', () => {
	const drawn = Object.values(folderOrder).map(drawingOf).join('\n');
	assert.equal(missingDrawings({ path: 'ARCHITECTURE.md', text: drawn }), []);
	const missing = missingDrawings({ path: 'ARCHITECTURE.md', text: drawn.replace(' ← ', ' → ') });
	assert.is(missing.length, 1);
});

test.run();
