import type { Test } from 'uvu';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import { assertMoneyBalances } from './assertions.ts';
import { openRailsFixture, type RailsFixture } from './fixture.ts';

type Stories = {
	/** Hands the story's own relayer over before it begins. */
	begin: (fixture: RailsFixture) => void;
	/** The events whose totals are compared with the chain; null compares none. */
	events?: null;
};

/** Tests that each have a relayer of their own on one PostgreSQL, and whose money must balance in the end. */
export function storiesOf(test: Test, { begin, events }: Stories) {
	let cluster: TestPostgres;
	test.before(async () => {
		cluster = await startTestPostgres();
	});
	test.after(() => cluster.stop());
	return (name: string, run: () => Promise<void>): void =>
		test(name, async () => {
			const fixture = await openRailsFixture({ cluster });
			begin(fixture);
			try {
				await run();
				await assertMoneyBalances(fixture, events);
			} finally {
				await fixture.close();
			}
		});
}
