import { documentsModel } from './documents.ts';
import { eventsModel } from './events.ts';
import type { Model } from './model.ts';
import { ordersModel } from './orders.ts';
import { payeesModel } from './payees.ts';
import { payoutsModel } from './payouts.ts';
import { ticketsModel } from './tickets.ts';
import { tiersModel } from './tiers.ts';

/** Every read model. Within a ledger, no model reads what another one writes. */
export const models: Model<unknown>[] = [
	eventsModel,
	tiersModel,
	payeesModel,
	ordersModel,
	ticketsModel,
	payoutsModel,
	documentsModel,
] as Model<unknown>[];
