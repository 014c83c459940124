import { changesModel } from './changes.ts';
import { creatorsModel } from './creators.ts';
import { documentsModel } from './documents.ts';
import { eventsModel } from './events.ts';
import { gatesModel } from './gates.ts';
import type { Model } from './model.ts';
import { ordersModel } from './orders.ts';
import { owedModel } from './owed.ts';
import { payeesModel } from './payees.ts';
import { payoutsModel } from './payouts.ts';
import { refundsModel } from './refunds.ts';
import { resalesModel } from './resales.ts';
import { ticketsModel } from './tickets.ts';
import { tiersModel } from './tiers.ts';
import { topUpsModel } from './top-ups.ts';

/** Every read model. Within a ledger, no model reads what another one writes. */
export const models: Model<unknown>[] = [
	eventsModel,
	tiersModel,
	payeesModel,
	creatorsModel,
	ordersModel,
	ticketsModel,
	payoutsModel,
	refundsModel,
	resalesModel,
	owedModel,
	topUpsModel,
	gatesModel,
	changesModel,
	documentsModel,
] as Model<unknown>[];
