import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type IndexerFixture, openFixture, until } from './indexer-fixture.ts';

const test = suite('how old the comparisons of the indexer are');
let fixture: IndexerFixture;

test.before(async () => {
	fixture = await openFixture();
	for (let i = 0; i < 2; i++) await fixture.chainFixture.publish();
	await until('the events', () => (fixture.indexer.hub.checkpoint?.announced ?? 0) === 2);
});
test.after(() => fixture.close());

test('the status says of each kind of audit how many events it compared, and when the oldest', async () => {
	type Shown = { events: number; audit: { compared: number; oldest: string | null; kinds: Kind[] } };
	type Kind = { kind: string; compared: number; differing: number; oldest: string | null };
	const now = async () => (await (await fixture.get('/status')).json()) as Shown;
	const of = ({ audit }: Shown, kind: string) => audit.kinds.find((each) => each.kind === kind)!;
	await fixture.store.rows(`delete from chain.audits where kind = 'models'`);
	const none = await now();
	assert.equal([none.audit.compared, none.audit.oldest, of(none, 'models').compared], [0, null, 0]);
	const read = await until('each event', async () => {
		const shown = await now();
		return shown.audit.compared === shown.events ? shown : null;
	});
	assert.equal(
		read.audit.kinds.map(({ kind }) => kind),
		['entries', 'models', 'tickets', 'sources'],
		'without archives no ledgers',
	);
	assert.is(read.audit.oldest, of(read, 'models').oldest);
	const [{ oldest }] = await fixture.store.rows(
		`select min(at) as oldest from chain.audits where kind = 'models'`,
	);
	assert.is(read.audit.oldest, oldest.toISOString());
	await fixture.store.rows(`update chain.audits set at = now() - interval '1 hour' where kind = 'sources'`);
	const metrics = await (await fixture.get('/metrics')).text();
	const age = (kind: string) =>
		Number(new RegExp(`audit_oldest_seconds\\{kind="${kind}",[^}]*\\} (\\d+)`).exec(metrics)?.[1]);
	assert.ok(age('models') < 60 && age('sources') >= 3590, `${age('models')} and ${age('sources')}`);
	assert.match(metrics, new RegExp(`audit_compared_events\\{kind="models",[^}]*\\} ${read.events}`));
});

test.run();
