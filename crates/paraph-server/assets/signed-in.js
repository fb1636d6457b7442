// Tells the windows in which somebody was working that they are signed in again.
const windows = new BroadcastChannel("paraph");
windows.postMessage("signed-in");
