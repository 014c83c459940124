import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Counts, runCounted } from './run-counted.ts';

const shell = (text: string, print: (line: string) => void = () => {}): Promise<Counts> =>
	runCounted('sh', ['-c', text], print);

test('the closing line of a command is counted, and what it prints before is passed on', async () => {
	const lines: string[] = [];
	const counts = await shell('echo a story; echo; echo 3 passed, 0 failed', (line) => lines.push(line));
	assert.equal(counts, { passed: 3, failed: 0 });
	assert.equal(lines, ['a story', '']);
	assert.equal(await shell('echo 3 passed, 2 failed; exit 1'), { passed: 3, failed: 2 });
});

test('a command without a closing line failed, also where it ends well; so did one that ends badly', async () => {
	assert.equal(await shell('echo no count'), { passed: 0, failed: 1 });
	assert.equal(await shell('echo 3 passed, 0 failed; exit 1'), { passed: 3, failed: 1 });
	assert.equal(await shell('echo 3 passed, 0 failed; kill -KILL $$'), { passed: 3, failed: 1 });
	assert.equal(await runCounted('/nowhere/at-all', []), { passed: 0, failed: 1 });
});

test.run();
