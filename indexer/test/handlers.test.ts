import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FactName } from '../facts/fact.ts';
import { models } from '../models/all-models.ts';
import { changesModel } from '../models/changes.ts';
import { creatorsModel } from '../models/creators.ts';
import { documentsModel } from '../models/documents.ts';
import { eventsModel } from '../models/events.ts';
import { gatesModel } from '../models/gates.ts';
import { type Handlers, ignored } from '../models/model.ts';
import { ordersModel } from '../models/orders.ts';
import { owedModel } from '../models/owed.ts';
import { payeesModel } from '../models/payees.ts';
import { payoutsModel } from '../models/payouts.ts';
import { refundsModel } from '../models/refunds.ts';
import { resalesModel } from '../models/resales.ts';
import { ticketsModel } from '../models/tickets.ts';
import { tiersModel } from '../models/tiers.ts';
import { topUpsModel } from '../models/top-ups.ts';

const test = suite('what models do with each event');

const names = [
	'announced',
	'created',
	'details_set',
	'tier_added',
	'splits_set',
	'accepted',
	'sold',
	'settled',
	'minted',
	'allocated',
	'commission_set',
	'paid',
	'redirected',
	'refunded',
	'reversed',
	'owed_paid',
	'funded',
	'top_ups_returned',
	'closed',
	'cancelled',
	'postponed',
	'paused',
	'frozen',
	'resold',
	'gate_set',
	'cap_set',
	'key_set',
	'moved',
	'claimed',
	'listed',
	'unlisted',
	'checked_in',
] as const;
const ignoresAll = ignored(...names);

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
	({ ...ignoresAll, donated: 'ignored' }) satisfies Handlers<object>;

	type Grown = Record<FactName | 'donated', unknown>;
	// @ts-expect-error: a new event name fails in each model
	changesModel.on satisfies Grown;
	// @ts-expect-error
	creatorsModel.on satisfies Grown;
	// @ts-expect-error
	documentsModel.on satisfies Grown;
	// @ts-expect-error
	eventsModel.on satisfies Grown;
	// @ts-expect-error
	gatesModel.on satisfies Grown;
	// @ts-expect-error
	ordersModel.on satisfies Grown;
	// @ts-expect-error
	owedModel.on satisfies Grown;
	// @ts-expect-error
	payeesModel.on satisfies Grown;
	// @ts-expect-error
	payoutsModel.on satisfies Grown;
	// @ts-expect-error
	refundsModel.on satisfies Grown;
	// @ts-expect-error
	resalesModel.on satisfies Grown;
	// @ts-expect-error
	ticketsModel.on satisfies Grown;
	// @ts-expect-error
	tiersModel.on satisfies Grown;
	// @ts-expect-error
	topUpsModel.on satisfies Grown;
}

test('every model names every event, and handles or ignores it', () => {
	assert.type(typechecks, 'function');
	assert.is(models.length, 14);
	for (const model of models) {
		assert.equal(Object.keys(model.on).sort(), [...names].sort(), model.name);
	}
});

test('every event changes some model', () => {
	for (const name of names) {
		const handling = models.filter((model) => model.on[name] !== 'ignored');
		assert.ok(handling.length > 0, name);
	}
});

test.run();
