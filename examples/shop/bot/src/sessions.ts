import { EventEmitter } from "node:events";
import { Cart, CartApi } from "./carts.js";

export interface Session {
  readonly customer: string;
  readonly cart: Cart;
  lastSeen: number;
}

/** The open chat sessions, one per customer. Shared by all connections of this process. */
export class Sessions extends EventEmitter {
  private readonly open = new Map<string, Session>();
  private readonly profiles = new Map<string, Promise<Profile>>();
  private sweeping = false;

  constructor(private readonly carts: CartApi, private readonly idleMs = 15 * 60_000) {
    super();
  }

  get size(): number {
    return this.open.size;
  }

  /** Joins the customer's session, or opens one. A new session starts with a fresh reservation in the warehouse. */
  async join(customer: string): Promise<Session> {
    const known = this.open.get(customer);
    if (known) {
      known.lastSeen = Date.now();
      return known;
    }
    const cart = await this.carts.reserve(customer);
    const session: Session = { customer, cart, lastSeen: Date.now() };
    this.open.set(customer, session);
    this.emit("opened", session);
    return session;
  }

  /** Profiles change rarely and are slow to fetch: ask once, even when several messages arrive together. */
  profile(customer: string): Promise<Profile> {
    let pending = this.profiles.get(customer);
    if (!pending) {
      pending = this.carts.profile(customer).catch((error) => {
        this.profiles.delete(customer);
        throw error;
      });
      this.profiles.set(customer, pending);
    }
    return pending;
  }

  async leave(customer: string): Promise<void> {
    const session = this.open.get(customer);
    if (!session) return;
    this.open.delete(customer);
    await this.carts.release(session.cart);
    this.emit("closed", session);
  }

  /** Drops sessions that nobody has used for a while. Called by a timer; a slow sweep is not overlapped. */
  async sweep(now = Date.now()): Promise<number> {
    if (this.sweeping) return 0;
    this.sweeping = true;
    try {
      let dropped = 0;
      for (const session of [...this.open.values()]) {
        if (now - session.lastSeen < this.idleMs) continue;
        if (this.open.get(session.customer) !== session) continue;
        await this.leave(session.customer);
        dropped += 1;
      }
      return dropped;
    } finally {
      this.sweeping = false;
    }
  }
}

export interface Profile {
  name: string;
  locale: string;
}
