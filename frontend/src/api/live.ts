/** The socket that brings a run's events down. */
export {};
