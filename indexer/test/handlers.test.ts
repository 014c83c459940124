import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FactName } from '../facts/fact.ts';
import { models } from '../models/all-models.ts';
import { documentsModel } from '../models/documents.ts';
import { eventsModel } from '../models/events.ts';
import type { Handlers } from '../models/model.ts';
import { ordersModel } from '../models/orders.ts';
import { payeesModel } from '../models/payees.ts';
import { payoutsModel } from '../models/payouts.ts';
import { ticketsModel } from '../models/tickets.ts';
import { tiersModel } from '../models/tiers.ts';

const test = suite('what models do with each event');

const ignoresAll = {
	announced: 'ignored',
	created: 'ignored',
	splits_set: 'ignored',
	allocated: 'ignored',
	sold: 'ignored',
	settled: 'ignored',
	paid: 'ignored',
	moved: 'ignored',
} as const;

/** The typecheck is the test: an `@ts-expect-error` without an error fails it. */
function typechecks(): void {
	// The negative control: a record that names every event passes.
	ignoresAll satisfies Handlers<object>;
	const { announced, ...withoutAnnounced } = ignoresAll;
	// @ts-expect-error: a model that omits the registry's announcement
	withoutAnnounced satisfies Handlers<object>;
	const { moved, ...withoutMoved } = ignoresAll;
	// @ts-expect-error: a model that omits an event of the log
	withoutMoved satisfies Handlers<object>;
	// @ts-expect-error: a model that handles an event that no contract emits
	({ ...ignoresAll, refunded: 'ignored' }) satisfies Handlers<object>;

	type Grown = Record<FactName | 'refunded', unknown>;
	// @ts-expect-error: a new event name fails in each model
	eventsModel.on satisfies Grown;
	// @ts-expect-error
	tiersModel.on satisfies Grown;
	// @ts-expect-error
	payeesModel.on satisfies Grown;
	// @ts-expect-error
	ordersModel.on satisfies Grown;
	// @ts-expect-error
	ticketsModel.on satisfies Grown;
	// @ts-expect-error
	payoutsModel.on satisfies Grown;
	// @ts-expect-error
	documentsModel.on satisfies Grown;
}

test('every model names every event, and handles or ignores it', () => {
	assert.type(typechecks, 'function');
	assert.is(models.length, 7);
	for (const model of models) {
		assert.equal(Object.keys(model.on).sort(), Object.keys(ignoresAll).sort(), model.name);
	}
});

test('every event changes some model', () => {
	for (const name of Object.keys(ignoresAll) as FactName[]) {
		const handling = models.filter((model) => model.on[name] !== 'ignored');
		assert.ok(handling.length > 0, name);
	}
});

test.run();
