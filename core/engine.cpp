namespace ROSENBLATT_ISA {
int placeholder() { return 0; }
}  // namespace ROSENBLATT_ISA
