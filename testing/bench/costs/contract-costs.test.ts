import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { measureCosts } from './contract-costs.ts';
import { readCosts, risen } from './cost-table.ts';

const test = suite('what calls on the contracts cost');
const kept = readCosts();

test('is at most 2 % more than docs/contract-costs.json says: npm run bench:contracts -- --keep', async () => {
	assert.equal(risen(kept, await measureCosts()), []);
});

test('a risen fee, a new call and a lost one are found', () => {
	const [first, ...others] = kept.rows;
	const dearer = { ...kept, rows: [{ ...first!, feeXlm: first!.feeXlm * 1.021 }, ...others] };
	assert.match(risen(kept, dearer).join(), new RegExp(`^${first!.id} costs`));
	assert.equal(risen(kept, { ...kept, rows: others }), [`${first!.id} is measured no more`]);
	assert.equal(risen({ ...kept, rows: others }, kept), [`${first!.id} is not in the table`]);
	const hardly = { ...kept, rows: [{ ...first!, feeXlm: first!.feeXlm * 1.019 }, ...others] };
	assert.equal(risen(kept, hardly), [], 'the control');
});

test.run();
