import type { FeePayer } from '#shared/chain/submit/fee-payer.ts';
import type { OperationPlan, OrganizerStep } from '#shared/chain/submit/operate.ts';
import type { EventOperation } from '#shared/contract/event-operation.ts';
import { PassaError } from '#shared/errors.ts';
import { connectWallet } from '../wallet/connect.ts';
import type { DemoNetwork } from '../wallet/demo.ts';
import { feePayer } from '../wallet/fee-payer.ts';
import { heldAddress } from '../wallet/held-account.ts';
import { type Wallet, WalletError } from '../wallet/wallet.ts';
import {
	isAtWork,
	isPlannedAlone,
	nextOperation,
	type OperationEvent,
	type OperationState,
} from './operation.ts';
import { waitForIndexer } from './wait-for-indexer.ts';

/** Steps in their order. The last one is what the dry run shows. */
type Steps = [OrganizerStep, ...OrganizerStep[]];

/** The SDK loads when a dry run starts. */
const submitting = () => import('#shared/chain/submit/operate.ts');

/**
 * The dry run. Passa pays the network's fee of a consent, and of all that the account does that it holds for this person,
 * which never has XLM.
 */
export async function planFor(
	network: DemoNetwork,
	event: string,
	step: EventOperation,
): Promise<OperationPlan> {
	const [{ planOperation }, held] = await Promise.all([submitting(), heldAddress()]);
	const paid = { ...network, feePayer };
	if (step.do === 'accept-share') return planOperation(paid, event, step);
	const plan = await planOperation(network, event, step);
	return plan.signer === held ? planOperation(paid, event, step) : plan;
}

/** Throws HELD_SIGNS_ALONE where Passa holds the organizer's account: it signs no call that the relayer signs first. */
export async function assertSignsWithOthers(organizer: string): Promise<void> {
	if ((await heldAddress()) !== organizer) return;
	throw new PassaError('HELD_SIGNS_ALONE', 'An account that Passa holds cannot do this.');
}

/** Makes the dry run of a step. */
type Planner = (step: OrganizerStep) => Promise<OperationPlan>;

/** The state machine of `operation.ts` as page state. The SDK and the wallets load when a dry run starts. */
export class Operating {
	state = $state.raw<OperationState>({ at: 'ready' });
	#network: DemoNetwork & { feePayer: FeePayer };
	#unpaid: DemoNetwork;
	#event: string;
	#steps: OrganizerStep[] = [];
	#planned: Planner;

	/** `planner`: where somebody else signs, too. Else the network alone is asked. */
	constructor(network: DemoNetwork, event: string, planner?: Planner) {
		this.#network = { ...network, feePayer };
		this.#unpaid = network;
		this.#event = event;
		this.#planned = planner ?? this.#byNetwork;
	}

	#byNetwork: Planner = async (step) => {
		if (!isPlannedAlone(step)) throw new Error(`the relayer decides about a ${step.do} step, too`);
		return planFor(this.#unpaid, this.#event, step);
	};

	get busy(): boolean {
		return isAtWork(this.state);
	}

	#on(event: OperationEvent): void {
		this.state = nextOperation(this.state, event);
	}

	reset = (): void => this.#on({ is: 'reset' });

	/** A dry run. `make` may ask the platform for what is signed. */
	async plan(make: () => Promise<Steps> | Steps): Promise<void> {
		if (this.busy) return;
		this.#on({ is: 'plan' });
		try {
			const [, steps] = await Promise.all([submitting(), make()]);
			this.#steps = steps;
			this.#on({ is: 'planned', plan: await this.#planned(steps.at(-1)!) });
		} catch (error) {
			this.#failed(error);
		}
	}

	/** Signs and sends what was planned, and waits until pages show it. */
	async carryOut(kind: Wallet['kind']): Promise<void> {
		const planned = this.state;
		this.#on({ is: 'confirm' });
		if (planned.at !== 'planned' || this.state.at !== 'connecting') return;
		try {
			const wallet = await connectWallet(kind, this.#network);
			if (wallet.address !== planned.plan.signer) throw new WalletError('OTHER_WALLET', planned.plan.signer);
			this.#on({ is: 'connected' });
			const ledger = await this.#sendAll(wallet);
			this.#on({ is: 'landed' });
			await waitForIndexer(this.#event, ledger);
			this.#on({ is: 'shown' });
		} catch (error) {
			this.#failed(error);
		}
	}

	async #sendAll(wallet: Wallet): Promise<number> {
		const { carryOut } = await submitting();
		let ledger = 0;
		for (const [i, step] of this.#steps.entries()) {
			if (i > 0) this.#on({ is: 'next' });
			// A plan is good for a minute, and people read it for longer.
			const plan = await this.#planned(step);
			const landed = await carryOut(this.#network, plan, async (envelope) => {
				this.#on({ is: 'asked' });
				const signed = await wallet.sign(envelope);
				this.#on({ is: 'signed' });
				return signed;
			});
			ledger = landed.ledger;
		}
		return ledger;
	}

	#failed(error: unknown): void {
		const { code = 'UNEXPECTED', message } = error as { code?: string; message: string };
		this.#on({ is: 'fail', code: String(code), message });
	}
}
